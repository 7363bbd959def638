/** What the page itself reported while it was open. Each list is bounded. */
export interface PageProblems {
  consoleErrors: string[];
  /** uncaught exceptions and unhandled rejections */
  exceptions: string[];
  /** `METHOD url: reason` of requests that failed or answered 4xx/5xx */
  failedRequests: string[];
  /** texts of alert, confirm and prompt dialogs, which are accepted at once */
  dialogs: string[];
}

/** An interactive element with its number on the marked screenshot. */
export interface MarkedElement {
  index: number;
  /** lower-case tag name; inputs carry their type: `input type="checkbox"` */
  tag: string;
  /** visible text, value, placeholder or aria-label; at most 80 characters */
  text: string;
}

export interface PageObservation {
  url: string;
  title: string;
  elements: MarkedElement[];
  /** more elements stood on the page than are listed */
  truncated: boolean;
  /** PNG, 1024x768, with the numbers drawn on it */
  image: Uint8Array;
}

export type PageAction =
  | { kind: "click"; index: number }
  /** clears the field, types, presses Enter; selects the option of that name in a select box */
  | { kind: "type"; index: number; text: string }
  | { kind: "scroll"; target: number | "WINDOW"; direction: "up" | "down" }
  | { kind: "wait" }
  | { kind: "go-back" };

export type ActionResult = { ok: true; note: string } | { ok: false; reason: string };

/** One open page of a site, in a context of its own. A dead browser throws InfrastructureError. */
export interface SitePage extends AsyncDisposable {
  /** Waits until the page is quiet, within a cap. `settled` is false when the cap was met. */
  settle(): Promise<{ settled: boolean; waitedMs: number }>;
  /** Whether the page had come to rest when it was last waited for; false after a fixed wait. */
  readonly isSettled: boolean;
  /** PNG of the viewport, exactly 1024x768. */
  screenshot(): Promise<Uint8Array>;
  /** Numbers the interactive elements in view and takes a marked screenshot. */
  observe(): Promise<PageObservation>;
  /** Acts on an element of the latest observation, then settles. */
  act(action: PageAction): Promise<ActionResult>;
  problems(): PageProblems;
}

/** What is asked of a page that has just been opened. */
export type FirstLook = "screenshot" | "observation";

export interface OpenPageOptions {
  url: string;
  /** begun while the page comes to rest, which saves the time of the look */
  firstLook?: FirstLook | undefined;
  /** HTTP proxy of the site's slot; nothing bypasses it, loopback neither */
  proxyServer: string;
  signal: AbortSignal;
}

/** One warm Chromium; each page gets a fresh context. */
export interface Browser extends AsyncDisposable {
  /** Navigates and settles. A page that cannot be loaded still opens: its problems say why. */
  openPage(options: OpenPageOptions): Promise<SitePage>;
  readonly version: string;
}
