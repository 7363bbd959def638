import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createAdaptorServer } from "@hono/node-server";
import type { SiteCompat } from "../../pipeline/agent/serve-site.ts";
import { BugError, errorMessage, hasErrorCode, UserError } from "../../pipeline/errors.ts";
import type { SiteHost } from "../../pipeline/site/site-slot.ts";
import { assetsDir, readViewerAssets } from "./page/viewer-assets.ts";
import { ReviewBook } from "./reviews/review-book.ts";
import type { AuditedRun } from "./run/audited-run.ts";
import { watchRun } from "./run/watch-run.ts";
import { SearchIndex } from "./search/search-index.ts";
import { auditApp } from "./server/audit-app.ts";
import { LiveEvents } from "./server/live-events.ts";
import type { ServedRun } from "./server/live-routes.ts";
import { OpenedSites } from "./sites/opened-sites.ts";
import { SiteGateway, siteDomain } from "./sites/site-gateway.ts";

export interface StartAuditOptions {
  /** Opened runs, each with a key of its own. */
  runs: readonly AuditedRun[];
  /** 0: any that is free. */
  port: number;
  /** Who reviews; null: the page asks. */
  reviewer: string | null;
  /** The sandbox in which sites are served again; opened when the first one is. Rejects where there is none. */
  openSiteHost(): Promise<SiteHost>;
  compatOf(run: string): SiteCompat;
  /** Default: 2. */
  maxOpenSites?: number;
  /** Default: 15 minutes. */
  siteIdleMs?: number;
  /** Between two looks at a run folder, at least. Default: 1,000. */
  lookEveryMs?: number;
  now(): Date;
  /** For the person at the terminal. */
  onNotice(message: string): void;
  /** The viewer as it was built. Default: this stage's own. */
  assets?: string;
}

/** A running audit server. Disposing of it ends all that it started. */
export interface Audit extends AsyncDisposable {
  /** Address of the page, with its secret part: `http://127.0.0.1:PORT/…`. */
  url: string;
  /**
   * The same page under a name near those of opened sites, so that a framed site can use its storage in browsers that
   * deny it to third parties. Chromium and Firefox find it by themselves.
   */
  namedUrl: string;
}

/**
 * Serves the viewer over runs, on this machine's loopback alone. Throws UserError when the port is taken,
 * InfrastructureError when the viewer was not built.
 */
export async function startAudit(options: StartAuditOptions): Promise<Audit> {
  const { runs, onNotice } = options;
  await using opened = new AsyncDisposableStack();
  const assets = await readViewerAssets(options.assets ?? assetsDir);
  const token = randomBytes(24).toString("base64url");
  const events = opened.use(new LiveEvents());
  let hosts: string[] = [];
  const gateway = opened.use(await SiteGateway.open(() => hosts.map((host) => `http://${host}`).join(" ")));
  const sites = opened.use(
    new OpenedSites({
      gateway,
      openSiteHost: options.openSiteHost,
      compatOf: options.compatOf,
      maxOpen: options.maxOpenSites ?? 2,
      idleMs: options.siteIdleMs ?? 15 * 60_000,
    }),
  );
  const served = new Map(runs.map((run) => [run.key, serveRun(run, { options, events, opened })]));
  if (served.size < runs.length) throw new BugError("Two runs have the same key");
  const app = auditApp({
    ...{ runs: served, events, sites, token, frames: gateway.frames, assets, reviewer: options.reviewer },
    hosts: () => hosts,
    onError: (error) => onNotice(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  });
  const server = createAdaptorServer({ fetch: app.fetch, hostname: "127.0.0.1" });
  opened.defer(() => {
    if ("closeAllConnections" in server) server.closeAllConnections();
    server.close();
  });
  const port = await listen(server, options.port);
  hosts = [`127.0.0.1:${port}`, `audit.${siteDomain}:${port}`];
  const [url = "", namedUrl = ""] = hosts.map((host) => `http://${host}/${token}/`);
  const resources = opened.move();
  return { url, namedUrl, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

/** Watches a run folder, indexes its texts, and takes its reviews. */
function serveRun(
  run: AuditedRun,
  {
    options,
    events,
    opened,
  }: { options: StartAuditOptions; events: LiveEvents; opened: AsyncDisposableStack },
): ServedRun {
  const { now, onNotice, lookEveryMs = 1_000 } = options;
  const { key } = run;
  const reviews = new ReviewBook({
    path: run.paths.reviews,
    stepsOf: (id) => run.row(id)?.steps ?? null,
    now,
  });
  const search = opened.use(
    new SearchIndex({
      paths: run.paths,
      onIndexed: (indexed) =>
        events.publish({ kind: "search-indexed", run: key, indexed, of: run.trajectoryIds.length }),
      onProblem: (message) => onNotice(`${key}: texts cannot be indexed for searching: ${message}`),
    }),
  );
  const publish = (trajectoryIds: string[]): void => {
    search.update(trajectoryIds);
    events.publish({ kind: "run-changed", run: key, trajectoryIds });
  };
  const stop = new AbortController();
  const watching = watchRun({
    ...{ run, everyMs: lookEveryMs, signal: stop.signal },
    onChange: ({ trajectoryIds }) => publish(trajectoryIds),
    onProblem: (message) => onNotice(`${key}: the run folder cannot be read: ${message}`),
  });
  opened.defer(async () => {
    stop.abort();
    await watching;
  });
  search.update(run.trajectoryIds);
  // so that the first page need not wait for it
  run.rowsJson();
  return {
    ...{ run, reviews, search },
    async lookAgain() {
      const { trajectoryIds, beside } = await run.refresh(stop.signal);
      if (beside || trajectoryIds.length > 0) publish(trajectoryIds);
    },
  };
}

async function listen(server: ReturnType<typeof createAdaptorServer>, port: number): Promise<number> {
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  } catch (error) {
    if (!hasErrorCode(error, "EADDRINUSE", "EACCES")) throw error;
    throw new UserError(
      `Port ${port} cannot be used: ${errorMessage(error)}. Name another with --port, or leave it out.`,
      { cause: error },
    );
  }
  const address = server.address();
  if (address === null || typeof address === "string") throw new BugError("The audit server has no port");
  return address.port;
}
