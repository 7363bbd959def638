import { Hono } from "hono";
import { hasErrorCode } from "../../../pipeline/errors.ts";
import { auditPage } from "../page/audit-page.ts";
import type { ViewerAsset } from "../page/viewer-assets.ts";
import { addresses } from "../views/addresses.ts";
import { dataRoutes, failure } from "./data-routes.ts";
import { type LiveRoutesOptions, liveRoutes } from "./live-routes.ts";
import { refuse } from "./request-guard.ts";
import { securityHeaders } from "./security-headers.ts";

export interface AuditAppOptions extends LiveRoutesOptions {
  /** The first segment of every path. */
  token: string;
  /** Names and port under which the server is reached, once the port is known. */
  hosts(): readonly string[];
  /** Where opened sites are, as a source of a content security policy. */
  frames: string;
  assets: ReadonlyMap<string, ViewerAsset>;
  reviewer: string | null;
  onError(error: unknown): void;
}

/** Everything that the audit's server answers, below `/TOKEN/`. */
export function auditApp(options: AuditAppOptions): Hono {
  const { token, hosts, frames, assets, reviewer } = options;
  const headers = Object.entries(securityHeaders(frames));
  const app = new Hono();
  // browsers ask for it unbidden, without the token
  app.get("/favicon.ico", (context) => context.body(null, 204));
  app.use("*", async (context, next) => {
    const refusal = refuse(
      {
        method: context.req.method,
        token: context.req.path.split("/")[1] ?? "",
        header: (name) => context.req.header(name) ?? null,
      },
      { hosts: hosts(), token },
    );
    if (refusal === null) await next();
    else context.res = failure(context, refusal.status, refusal.reason);
    for (const [name, value] of headers) context.res.headers.set(name, value);
  });
  const [first] = options.runs.keys();
  const preload = first === undefined ? [] : [addresses.run(first), addresses.rows(first)];
  const page = auditPage({ mode: "live", reviewer, contentSecurityPolicy: null, preload });
  app.get("/:token/", (context) => context.html(page, 200, { "cache-control": "no-store" }));
  app.get("/:token", (context) => context.redirect(`/${token}/`));
  app.route("/:token/data", dataRoutes(new Map([...options.runs].map(([key, { run }]) => [key, run]))));
  app.route("/:token/live", liveRoutes(options));
  app.get("/:token/:asset", (context) => {
    const asset = assets.get(context.req.param("asset"));
    if (asset === undefined) return failure(context, 404, "There is no such file.");
    return context.body(new Uint8Array(asset.bytes), 200, {
      "content-type": asset.contentType,
      "cache-control": "no-cache",
    });
  });
  app.notFound((context) => failure(context, 404, "There is nothing at this address."));
  app.onError((error, context) => {
    // nobody's mistake: a folder that can only be read, or a full disk
    if (hasErrorCode(error, "EACCES", "EROFS", "ENOSPC"))
      return failure(context, 503, `It could not be written: ${error.message}`);
    options.onError(error);
    return failure(context, 500, "The server failed to answer this. Its terminal says why.");
  });
  return app;
}
