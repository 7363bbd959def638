import { rememberCounts } from "./remember-counts.ts";

interface AddedToken {
  content: string;
  special: boolean;
  lstrip: boolean;
  rstrip: boolean;
  single_word: boolean;
}

/**
 * Counts the tokens of a text piece by piece between special tokens, which no other token reaches across: the sum is that
 * of the whole, and a piece that stood in an earlier text need not be counted again. `tokenizerJson` is the model's
 * tokenizer.json, `countPiece` its count of any text.
 */
export function pieceCounter(
  tokenizerJson: string,
  countPiece: (text: string) => number,
): (text: string) => number {
  // such a tokenizer treats the first piece of a text in another way than the others
  if (tokenizerJson.includes('"Metaspace"')) return countPiece;
  const { added_tokens: added = [] }: { added_tokens?: AddedToken[] } = JSON.parse(tokenizerJson);
  const marks = added.filter(
    ({ special, lstrip, rstrip, single_word }) => special && !lstrip && !rstrip && !single_word,
  );
  if (marks.length === 0) return countPiece;
  const known = new Set(marks.map(({ content }) => content));
  const longestFirst = [...known].sort((a, b) => b.length - a.length);
  const mark = new RegExp(`(${longestFirst.map((content) => RegExp.escape(content)).join("|")})`, "u");
  const remembered = rememberCounts(countPiece);
  return (text) =>
    text
      .split(mark)
      .reduce((sum, piece) => sum + (known.has(piece) ? 1 : piece === "" ? 0 : remembered(piece)), 0);
}
