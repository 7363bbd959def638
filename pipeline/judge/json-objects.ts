/** Tokens looked at in one text: a bound for texts that open brace after brace and close none. */
const mostTokens = 200_000;

/**
 * The JSON objects that stand in a text, in order: the text itself, fenced, or anywhere in prose. Slips that models
 * make often are mended: raw line breaks inside strings, trailing commas, Python's True, False and None. NaN, which is no
 * number, becomes null.
 */
export function jsonObjectsIn(text: string): Record<string, unknown>[] {
  const objects: Record<string, unknown>[] = [];
  const budget = { tokens: mostTokens };
  for (let at = text.indexOf("{"); at >= 0 && budget.tokens > 0; ) {
    const object = objectAt(text, at, budget);
    if (object !== null) objects.push(object.value);
    at = text.indexOf("{", object?.end ?? at + 1);
  }
  return objects;
}

/** The last object that holds a key: models that think aloud give their final answer last. */
export function lastObjectWith(key: string, text: string): Record<string, unknown> | null {
  return jsonObjectsIn(text).findLast((object) => Object.hasOwn(object, key)) ?? null;
}

interface Budget {
  tokens: number;
}

function objectAt(
  text: string,
  start: number,
  budget: Budget,
): { value: Record<string, unknown>; end: number } | null {
  const found = mendedObject(text, start, budget);
  if (found === null) return null;
  try {
    const value: unknown = JSON.parse(found.json);
    return isObject(value) ? { value, end: found.end } : null;
  } catch {
    // not JSON after all: the caller looks further on
    return null;
  }
}

/** Follows the braces from `start` to their match, strings skipped, and mends on the way. */
function mendedObject(text: string, start: number, budget: Budget): { json: string; end: number } | null {
  const token = /"(?:[^"\\]|\\[\s\S])*"|[{}[\]]|,(?=\s*[}\]])|\b(?:True|False|None|NaN)\b/g;
  token.lastIndex = start;
  let json = "";
  let from = start;
  let depth = 0;
  for (let match = token.exec(text); match !== null && budget.tokens > 0; match = token.exec(text)) {
    budget.tokens--;
    const found = match[0];
    json += text.slice(from, match.index) + mendedToken(found);
    from = token.lastIndex;
    if (found === "{" || found === "[") depth++;
    if (found === "}" || found === "]") depth--;
    if (depth === 0) return { json, end: from };
  }
  return null;
}

const foreignWords: Readonly<Record<string, string>> = {
  True: "true",
  False: "false",
  None: "null",
  NaN: "null",
};

function mendedToken(token: string): string {
  if (token.startsWith('"')) return token.replace(/\p{Cc}/gu, escapeControl);
  if (token === ",") return "";
  return foreignWords[token] ?? token;
}

function escapeControl(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
