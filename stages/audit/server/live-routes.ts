import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { ReviewBook } from "../reviews/review-book.ts";
import type { AuditedRun } from "../run/audited-run.ts";
import type { SearchIndex } from "../search/search-index.ts";
import type { OpenedSites } from "../sites/opened-sites.ts";
import { snapshotFiles } from "../trajectory/site-snapshot.ts";
import type { OpenedSite, SiteRequest } from "../views/addresses.ts";
import { failure, json, missing } from "./data-routes.ts";
import type { LiveEvents } from "./live-events.ts";
import { neverStored } from "./security-headers.ts";

/** A run with what only a live server offers. */
export interface ServedRun {
  run: AuditedRun;
  reviews: ReviewBook;
  search: SearchIndex;
  /** Looks at the folder at once, so that what was just written shows. */
  lookAgain(): Promise<void>;
}

export interface LiveRoutesOptions {
  runs: ReadonlyMap<string, ServedRun>;
  events: LiveEvents;
  sites: OpenedSites;
}

const maxReviewBytes = 256 * 1024;
const maxImportBytes = 32 * 2 ** 20;

/** What changes, searches, writes and opens: `live/…` of addresses.ts. */
export function liveRoutes({ runs, events, sites }: LiveRoutesOptions): Hono {
  const app = new Hono();
  const limited = (maxSize: number) =>
    bodyLimit({ maxSize, onError: (context) => failure(context, 413, `No more than ${maxSize} bytes.`) });

  app.get("/events", (context) => {
    const stream = events.open();
    if (stream === null) return failure(context, 503, "Too many pages listen. Close some of them.");
    return context.body(stream, 200, {
      "content-type": "text/event-stream",
      "cache-control": neverStored,
    });
  });
  app.get("/:run/search", (context) => {
    const served = runs.get(context.req.param("run"));
    if (served === undefined) return missing(context, "run");
    const { run, search } = served;
    return json(context, search.search(context.req.query("q") ?? "", run.trajectoryIds.length));
  });
  app.post("/:run/reviews", limited(maxReviewBytes), async (context) => {
    const served = runs.get(context.req.param("run"));
    if (served === undefined) return missing(context, "run");
    const accepted = await served.reviews.add(parseOrNull(await context.req.text()));
    if (!accepted.ok) return failure(context, 400, accepted.problems.join("; "));
    await served.lookAgain();
    return json(context, accepted.review);
  });
  for (const form of ["csv", "jsonl"] as const) {
    app.get(`/:run/reviews.${form}`, async (context) => {
      const served = runs.get(context.req.param("run"));
      if (served === undefined) return missing(context, "run");
      return context.body(await served.reviews.write(form), 200, {
        "content-type": form === "csv" ? "text/csv; charset=utf-8" : "application/x-ndjson; charset=utf-8",
        "content-disposition": `attachment; filename="reviews.${form}"`,
        "cache-control": neverStored,
      });
    });
    app.post(`/:run/reviews.${form}`, limited(maxImportBytes), async (context) => {
      const served = runs.get(context.req.param("run"));
      if (served === undefined) return missing(context, "run");
      const result = await served.reviews.import(await context.req.text(), form);
      await served.lookAgain();
      return json(context, result);
    });
  }
  app.on(["POST", "DELETE"], "/:run/site", limited(maxReviewBytes), async (context) => {
    const served = runs.get(context.req.param("run") ?? "");
    if (served === undefined) return missing(context, "run");
    const request = readSiteRequest(parseOrNull(await context.req.text()));
    if (request === null || !served.run.has(request.trajectoryId)) return missing(context, "trajectory");
    const name = `${served.run.key}/${request.trajectoryId}/${request.step}`;
    if (context.req.method === "DELETE") {
      await sites.close(name);
      return json(context, { closed: true });
    }
    return json(context, await openSite(name, request, served.run, sites));
  });
  return app;
}

async function openSite(
  name: string,
  { trajectoryId, step }: SiteRequest,
  run: AuditedRun,
  sites: OpenedSites,
): Promise<OpenedSite> {
  const { trajectory, blobs } = await run.open(trajectoryId);
  const node = trajectory?.nodes[step];
  if (node === undefined) return { ok: false, reason: `${trajectoryId} has no step ${step}.` };
  const files = snapshotFiles(node.files, blobs);
  if (files === null) return { ok: false, reason: "Some of the site's files are missing from the pack." };
  return await sites.open({ name, run: run.key, files });
}

function readSiteRequest(value: unknown): SiteRequest | null {
  if (typeof value !== "object" || value === null) return null;
  const { trajectoryId, step }: { trajectoryId?: unknown; step?: unknown } = value;
  return typeof trajectoryId === "string" && Number.isSafeInteger(step) && Number(step) >= 0
    ? { trajectoryId, step: Number(step) }
    : null;
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // no JSON is no review and no request: whoever checks it says so
    return null;
  }
}
