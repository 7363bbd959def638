/** What an answer says about a site: it works, it does not, or the answer does not say. */
export type Verdict = "yes" | "no" | "none";

const asked = /\byes\b\W{0,3}(?:or|\/)\W{0,3}\bno\b/gi;

/**
 * Reads a verdict as a word, not as a substring: "know", "nothing" and "yesterday" are none. A verdict that is named
 * as one counts most, then the first word, then the last YES or NO in capitals, then the last word.
 */
export function readVerdict(answer: string): Verdict {
  // the question repeated is no verdict
  const text = answer.replaceAll(asked, "").trim();
  const named = lastOf(text, /\b(?:verdict|answer|conclusion|result)\b\W{0,4}(?:is\b\W{0,4})?(yes|no)\b/gi);
  const first = /^\W*(yes|no)\b/i.exec(text)?.[1];
  const capitals = lastOf(text, /\b(YES|NO)\b/g);
  const last = /\b(yes|no)\W*$/i.exec(text)?.[1];
  const word = (named ?? first ?? capitals ?? last)?.toLowerCase();
  return word === "yes" || word === "no" ? word : "none";
}

function lastOf(text: string, pattern: RegExp): string | undefined {
  return Array.from(text.matchAll(pattern)).at(-1)?.[1];
}
