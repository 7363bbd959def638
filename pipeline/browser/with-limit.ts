/** Thrown when a page did not answer in time. */
export class PageTimeout extends Error {}

/** The promise, or PageTimeout after `limitMs`: a page that runs an endless loop answers nothing at all. */
export async function withLimit<Value>(promise: Promise<Value>, limitMs: number): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new PageTimeout(`The page did not answer for ${limitMs / 1000} s.`)),
    limitMs,
  );
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
    // what comes after the limit has nobody to hear it
    promise.catch(() => undefined);
  }
}
