/** A word of a text, or a hexadecimal colour, in lower case. */
export interface WordToken {
  word: string;
  /** Only white space or a hyphen stands between it and the word before, so that both may be parts of one name. */
  joined: boolean;
}

const wordPattern = /#[0-9a-f]{3,6}\b|\p{L}+/giu;

/** The words of a text, in order. */
export function wordTokens(text: string): WordToken[] {
  let last = 0;
  return Array.from(text.matchAll(wordPattern), (match) => {
    const joined = last > 0 && /^[\s-]+$/.test(text.slice(last, match.index));
    last = match.index + match[0].length;
    return { word: match[0].toLowerCase(), joined };
  });
}
