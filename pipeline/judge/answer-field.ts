/** A yes-or-no member of a judge's answer, also written as a text; the value itself where it is neither. */
export function booleanField(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const word = value.trim().toLowerCase();
  if (word === "true" || word === "yes") return true;
  if (word === "false" || word === "no") return false;
  return value;
}

/** A text member of a judge's answer: a list becomes lines, nothing becomes the empty text. */
export function textField(value: unknown): unknown {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value.join("\n");
  return value;
}
