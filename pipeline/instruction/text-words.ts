/** The words of a text in order, in lower case, without punctuation and variant forms of characters. */
export function textWords(text: string): string[] {
  return (
    text
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/** The longest run of words that stands in both texts; one row of the usual table is enough to find it. */
export function longestSharedRun(words: readonly string[], others: readonly string[]): string {
  let best = { length: 0, end: 0 };
  let previous = new Uint32Array(others.length + 1);
  for (const [row, word] of words.entries()) {
    const current = new Uint32Array(others.length + 1);
    for (const [column, other] of others.entries()) {
      if (word !== other) continue;
      const length = (previous[column] ?? 0) + 1;
      current[column + 1] = length;
      if (length > best.length) best = { length, end: row + 1 };
    }
    previous = current;
  }
  return words.slice(best.end - best.length, best.end).join(" ");
}
