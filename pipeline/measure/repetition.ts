const windowLength = 50;
const minOccurrences = 3;
const minShare = 0.4;

const colourOrNumber = /#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)a?\([^()]*\)|\d+(?:\.\d+)?/g;

/**
 * Share of a text's 50-character windows (stride 1) that occur at least three times, 0 to 1. Before, the text is
 * lower-cased, colours and numbers become one token and white space is folded, so that a list that only counts up is
 * seen as the repetition it is (WebGen-Agent, Step-GRPO format penalty). A text shorter than a window has share 0.
 */
export function repetitionShare(text: string): number {
  const folded = text.toLowerCase().replace(colourOrNumber, "0").replace(/\s+/g, " ");
  const windows = folded.length - windowLength + 1;
  if (windows <= 0) return 0;
  const occurrences = new Map<string, number>();
  for (let at = 0; at < windows; at++) {
    const window = folded.slice(at, at + windowLength);
    occurrences.set(window, (occurrences.get(window) ?? 0) + 1);
  }
  let repeated = 0;
  for (const count of occurrences.values()) if (count >= minOccurrences) repeated += count;
  return repeated / windows;
}

/** Whether a reply repeats itself by the published definition: repeated windows make up at least 40 %. */
export function isRepetitive(text: string): boolean {
  return repetitionShare(text) >= minShare;
}
