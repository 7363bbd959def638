import type { PageAction } from "./site-page.ts";

/** What is waited for: a page that was opened, or what an action sets off. */
export type WaitOccasion = "open" | PageAction["kind"];

/**
 * Milliseconds that the published system waits before it looks at the page, whatever the page does. It is known for
 * screenshots, clicks, typing and scrolling; the rest is taken to be as long as a click's.
 */
export const publishedWaits: Readonly<Record<WaitOccasion, number>> = {
  open: 3_000,
  click: 3_000,
  type: 10_000,
  scroll: 3_000,
  wait: 3_000,
  "go-back": 3_000,
};
