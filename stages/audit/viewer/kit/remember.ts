/** Keeps a small text in this browser. A browser that keeps nothing (a page from disk may not) is no mistake. */
export function remember(key: `audit-${string}`, text: string): void {
  try {
    window.localStorage.setItem(key, text);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

/** What was kept; null: nothing. */
export function recall(key: `audit-${string}`): string | null {
  try {
    return window.localStorage.getItem(key);
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}
