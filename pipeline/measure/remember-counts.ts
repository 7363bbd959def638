/** Texts remembered, in characters: those of one long trajectory. */
const defaultMaxCharacters = 8_000_000;

/**
 * A count by text that remembers what it counted last. The prompts of a trajectory's steps repeat each other's messages:
 * each is counted once.
 */
export function rememberCounts(
  count: (text: string) => number,
  maxCharacters = defaultMaxCharacters,
): (text: string) => number {
  const known = new Map<string, number>();
  let characters = 0;
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const found = count(text);
    known.set(text, found);
    characters += text.length;
    for (const oldest of known.keys()) {
      if (characters <= maxCharacters) break;
      known.delete(oldest);
      characters -= oldest.length;
    }
    return found;
  };
}
