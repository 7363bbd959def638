/**
 * What to call one website of an application type in running text: "Browser-Based Games" is a "browser-based game".
 * Of alternatives divided by a slash the last is taken; abbreviations keep their capitals.
 */
export function siteNoun(applicationType: string): string {
  const words = applicationType
    .trim()
    .split(/\s+/)
    .map((word) => word.split("/").at(-1) ?? word)
    .map((word) => (/^[A-Z]{2,}s?$/.test(word) ? word : word.toLowerCase()));
  const last = words.pop() ?? "";
  const noun = [...words, last.replace(/(?<=[^s])s$/, "")].join(" ");
  return /\b(site|website|application|platform|tool|portal|game|client|forum|dashboard|system)$/.test(noun)
    ? noun
    : `${noun} website`.trim();
}

/** A noun with "a" or "an", by its first sound as far as spelling tells. */
export function withArticle(noun: string): string {
  return /^(?:[aeio]|u(?!ni|s[aei])|(?:[FLMNSX][A-Z])|ERP\b)/.test(noun) ? `an ${noun}` : `a ${noun}`;
}
