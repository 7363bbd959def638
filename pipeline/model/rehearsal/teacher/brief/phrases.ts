/** Small tools for English phrases. They leave other languages as they are. */

export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const smallWords = new Set([
  "a",
  "an",
  "and",
  "as",
  "at",
  "by",
  "for",
  "from",
  "in",
  "of",
  "on",
  "or",
  "the",
  "to",
  "with",
]);

/** Each word with a capital, except small ones inside; words that have capitals of their own keep them. */
export function titleCase(text: string): string {
  return text
    .split(" ")
    .map((word, at) => (at > 0 && smallWords.has(word) ? word : capitalize(word)))
    .join(" ");
}

/** As many whole words as fit, without a dangling "of" or "and" at the end. */
export function cutToWords(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const words: string[] = [];
  for (const word of text.split(" ")) {
    if ([...words, word].join(" ").length > maxLength) break;
    words.push(word);
  }
  while (words.length > 1 && smallWords.has(words.at(-1) ?? "")) words.pop();
  return words.length === 0 ? text.slice(0, maxLength) : words.join(" ");
}

export function plainList(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

/** For addresses: letters and digits of any script, joined by hyphens; "page" where none is left. */
export function slugOf(text: string): string {
  const slug = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "");
  return slug === "" ? "page" : slug;
}

/** "an article", "a job". */
export function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? "an" : "a"} ${noun}`;
}
