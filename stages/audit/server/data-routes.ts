import { type Context, Hono } from "hono";
import type { AuditedRun } from "../run/audited-run.ts";
import { isPng } from "../trajectory/is-png.ts";
import { textBlob } from "../trajectory/text-blob.ts";
import { viewStep } from "../trajectory/view-step.ts";
import type { RunCard } from "../views/run-view.ts";
import { immutable, neverStored } from "./security-headers.ts";

/** What can be read: `data/…` of addresses.ts. */
export function dataRoutes(runs: ReadonlyMap<string, AuditedRun>): Hono {
  const app = new Hono();
  const runOf = (context: Context): AuditedRun | null => runs.get(context.req.param("run") ?? "") ?? null;
  const trajectoryOf = (context: Context): { run: AuditedRun; id: string } | null => {
    const run = runOf(context);
    const id = context.req.param("id") ?? "";
    return run?.has(id) === true ? { run, id } : null;
  };

  app.get("/runs.json", async (context) => {
    const cards: RunCard[] = [];
    for (const run of runs.values()) {
      const { key, label, createdAt } = await run.view();
      cards.push({ key, label, createdAt });
    }
    return json(context, cards);
  });
  app.get("/:run/run.json", async (context) => {
    const run = runOf(context);
    return run === null ? missing(context, "run") : json(context, await run.view());
  });
  app.get("/:run/rows.json", (context) => {
    const run = runOf(context);
    if (run === null) return missing(context, "run");
    const tag = `"${run.stamp}"`;
    const headers = { etag: tag, "cache-control": "no-cache", "content-type": "application/json" };
    return context.req.header("if-none-match") === tag
      ? context.body(null, 304, headers)
      : context.body(bytesOf(run.rowsJson()), 200, headers);
  });
  app.get("/:run/trajectories/:id/trajectory.json", async (context) => {
    const found = trajectoryOf(context);
    const view = found === null ? null : await found.run.trajectory(found.id);
    return view === null ? missing(context, "trajectory") : json(context, view);
  });
  app.get("/:run/trajectories/:id/steps/:file{[0-9]+\\.json}", async (context) => {
    const found = trajectoryOf(context);
    if (found === null) return missing(context, "trajectory");
    const step = Number.parseInt(context.req.param("file"), 10);
    const view = viewStep(await found.run.open(found.id), step);
    return view === null ? missing(context, "step") : json(context, view);
  });
  app.get("/:run/trajectories/:id/texts/:file{[0-9a-f]+\\.json}", async (context) => {
    const found = trajectoryOf(context);
    if (found === null) return missing(context, "trajectory");
    const bytes = (await found.run.open(found.id)).blobs.bytes(refOf(context.req.param("file")));
    return bytes === null ? missing(context, "text") : json(context, textBlob(bytes), immutable);
  });
  app.get("/:run/trajectories/:id/pictures/:file{[0-9a-f]+\\.png}", async (context) => {
    const found = trajectoryOf(context);
    if (found === null) return missing(context, "trajectory");
    const { run, id } = found;
    const ref = refOf(context.req.param("file"));
    const bytes = run.storedBlob(id, ref) ?? (await run.open(id)).blobs.bytes(ref);
    return picture(context, bytes, immutable);
  });
  app.get("/:run/trajectories/:id/thumbnail.png", (context) => {
    const found = trajectoryOf(context);
    if (found === null) return missing(context, "trajectory");
    return picture(context, found.run.thumbnail(found.id), "no-cache");
  });
  return app;
}

/** An answer as JSON, which a browser neither runs nor shows as a page. */
export function json(context: Context, value: unknown, caching = neverStored): Response {
  return context.body(JSON.stringify(value), 200, {
    "content-type": "application/json; charset=utf-8",
    "cache-control": caching,
  });
}

export function missing(context: Context, what: string): Response {
  return failure(context, 404, `There is no such ${what}.`);
}

export function failure(
  context: Context,
  status: 400 | 403 | 404 | 413 | 421 | 500 | 503,
  error: string,
): Response {
  return context.json({ error }, status, { "cache-control": neverStored });
}

/** Only what is a PNG is served as a picture: no other bytes of a recording are ever given a type that a browser renders. */
function picture(context: Context, bytes: Uint8Array | null, caching: string): Response {
  if (bytes === null || !isPng(bytes)) return missing(context, "picture");
  return context.body(bytesOf(bytes), 200, { "content-type": "image/png", "cache-control": caching });
}

function refOf(file: string): string {
  return `sha256:${file.slice(0, file.indexOf("."))}`;
}

/** Of a view into a larger buffer, its own bytes. */
function bytesOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);
}
