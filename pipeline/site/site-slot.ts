/** The website's files: workspace-relative POSIX path to bytes. */
export type SiteFiles = ReadonlyMap<string, Uint8Array>;

/** What came of one stage of bringing a site up. `log` is cut to a bounded size with the cut marked. */
export type StageOutcome =
  | { status: "ok"; command: string; log: string; durationMs: number; cached: boolean }
  | { status: "failed"; command: string; log: string; durationMs: number; reason: string }
  /** not reached, or nothing to do (no package.json) */
  | { status: "skipped"; reason: string };

export interface ServedSite {
  install: StageOutcome;
  start: StageOutcome;
  /** `http://localhost:PORT/` as the page sees it; null when the start failed */
  url: string | null;
  /** files the runner added that the model did not write, such as a fall-back Vite config */
  added: string[];
}

/** A place to build and serve one site at a time, inside a sandbox. One trajectory holds one slot. */
export interface SiteSlot extends AsyncDisposable {
  /**
   * Makes the workspace hold exactly `files`, installs and (re)starts what changed, and waits until the site answers.
   * The site's own failures are outcomes; a failure of the sandbox itself throws InfrastructureError.
   */
  serve(files: SiteFiles, signal: AbortSignal): Promise<ServedSite>;
  /** An HTTP proxy through which a browser context reaches this slot's loopback ports, and nothing else. */
  readonly proxyServer: string;
  /** Hosts outside the slot that the page tried to reach since the last call. */
  takeBlockedHosts(): string[];
}

/** Opens slots; at most its configured number are open at once, the others wait. */
export interface SiteHost extends AsyncDisposable {
  openSlot(signal: AbortSignal): Promise<SiteSlot>;
}
