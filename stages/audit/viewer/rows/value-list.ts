/** Several values of one key of the URL: `Shop|Blog`. A `|` inside a value is escaped. */
export function joinValues(values: Iterable<string>): string {
  return [...values].map((value) => value.replace(/[%|]/g, encodeURIComponent)).join("|");
}

export function splitValues(text: string | undefined): string[] {
  if (text === undefined || text === "") return [];
  return text.split("|").map((value) => value.replace(/%25|%7C/gi, decodeURIComponent));
}
