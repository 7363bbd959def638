import type { Mark } from "./diff-files.ts";
import type { Token } from "./highlight.ts";

export interface MarkedToken extends Token {
  marked: boolean;
}

/** Cuts the pieces of a line where marks begin and end. Marks are in order and do not overlap. */
export function markTokens(tokens: readonly Token[], marks: readonly Mark[]): MarkedToken[] {
  const cuts = [...new Set(marks.flatMap(({ from, to }) => [from, to]))];
  const marked: MarkedToken[] = [];
  let at = 0;
  for (const { text, kind } of tokens) {
    const ends = [...cuts.filter((cut) => cut > at && cut < at + text.length), at + text.length];
    let from = at;
    for (const to of ends) {
      const isMarked = marks.some((mark) => mark.from <= from && to <= mark.to);
      marked.push({ text: text.slice(from - at, to - at), kind, marked: isMarked });
      from = to;
    }
    at += text.length;
  }
  return marked;
}
