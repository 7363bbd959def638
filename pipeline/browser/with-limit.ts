/** Thrown when a page, or Chromium itself, did not answer in time. */
export class PageTimeout extends Error {}

/**
 * The promise, or PageTimeout after `limitMs`: a page that runs an endless loop, or a Chromium that hangs, answers
 * nothing at all. `late` says what did not happen.
 */
export async function withLimit<Value>(
  promise: Promise<Value>,
  limitMs: number,
  late = "The page did not answer",
): Promise<Value> {
  const { promise: over, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new PageTimeout(`${late} for ${limitMs / 1000} s.`)), limitMs);
  try {
    return await Promise.race([promise, over]);
  } finally {
    clearTimeout(timer);
    // what comes after the limit has nobody to hear it
    promise.catch(() => undefined);
  }
}
