import { BugError } from "../errors.ts";
import { DevServer, type DevServerOptions } from "./dev-server.ts";
import { planSite } from "./site-plan.ts";
import type { SiteFiles } from "./site-slot.ts";
import { Workspace } from "./workspace.ts";

const emptySite: SiteFiles = new Map([["index.html", Buffer.from("<!doctype html><title>Empty</title>")]]);
/** It takes a third of a second on a machine that has time for it. */
const emptySiteLimitMs = 5_000;

/** Whether a site that is but an empty page starts in time here and now: asked before a site is blamed for being late. */
export async function startsEmptySite(
  options: Omit<DevServerOptions, "appDir" | "installed" | "plan" | "startTimeoutMs">,
): Promise<boolean> {
  const plan = planSite(emptySite);
  if (plan.kind === "broken" || "reason" in plan.start) throw new BugError("The empty site has no start.");
  const { sandbox, slot, slotDir } = options;
  const startedAt = performance.now();
  const workspace = await Workspace.create(slotDir, "app-empty", emptySite, sandbox.owner(slot));
  try {
    const result = await DevServer.start({
      ...options,
      appDir: workspace.dir,
      installed: null,
      plan: plan.start,
      startTimeoutMs: emptySiteLimitMs,
    });
    const isInTime = performance.now() - startedAt < emptySiteLimitMs;
    if (result.ok) await result.server[Symbol.asyncDispose]();
    return result.ok && isInTime;
  } finally {
    await workspace.remove();
  }
}
