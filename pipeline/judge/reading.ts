/** What was read out of a judge's answer, or why it cannot be used, in words the judge can act on. */
export type Reading<T> = { ok: true; value: T } | { ok: false; problem: string };
