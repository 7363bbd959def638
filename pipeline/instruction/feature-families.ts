import type { FeatureFamily } from "./taxonomy.ts";

/** The names of the families whose words stand in a text, in the taxonomy's order. */
export type FamilyReader = (text: string) => string[];

/** Tells what kinds of functions a text asks for, by the words of each family. */
export function createFamilyReader(families: readonly FeatureFamily[]): FamilyReader {
  const patterns = families.map(({ name, words }) => ({
    name,
    pattern: new RegExp(`\\b(?:${words.map(patternOf).join("|")})`, "i"),
  }));
  return (text) => patterns.flatMap(({ name, pattern }) => (pattern.test(text) ? [name] : []));
}

/** "filter*" is all words that begin so; a phrase may be broken by any white space. */
function patternOf(word: string): string {
  const isStem = word.endsWith("*");
  const letters = RegExp.escape(isStem ? word.slice(0, -1) : word).replaceAll("\\x20", "\\s+");
  return isStem ? letters : `${letters}\\b`;
}
