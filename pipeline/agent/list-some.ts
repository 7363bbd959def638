const mostItems = 20;
const longestItem = 200;

/** Items that a model chose, on one line and bounded: the first twenty, each cut, and how many more there are. */
export function listSome(items: readonly string[]): string {
  const shown = items.slice(0, mostItems).map((item) => cutItem(item));
  const rest = items.length - shown.length;
  return rest > 0 ? `${shown.join(", ")} and ${rest} more` : shown.join(", ");
}

function cutItem(item: string): string {
  return item.length <= longestItem ? item : `${item.slice(0, longestItem)}...`;
}
