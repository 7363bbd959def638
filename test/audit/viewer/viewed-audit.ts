import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { resolveCompat } from "../../../pipeline/config/compat.ts";
import type { SiteHost } from "../../../pipeline/site/site-slot.ts";
import { AuditedRun } from "../../../stages/audit/run/audited-run.ts";
import { startAudit } from "../../../stages/audit/stage.ts";
import { launchPersonsBrowser, openPage, type WatchedPage } from "./trajectory-browser.ts";
import { writeTreeRun } from "./trajectory-run.ts";

/** An audit of tree runs, shown in a person's browser. */
export interface ViewedAudit extends AsyncDisposable {
  watched: WatchedPage;
}

/** Each run has the scores of the one tree, or what `gain` adds to them. `openSiteHost` gets a folder for it. */
export async function viewAudit(
  written: readonly { key: string; gain?: number }[],
  openSiteHost: (dir: string) => Promise<SiteHost> = () => expect.unreachable("no site is opened here"),
): Promise<ViewedAudit> {
  await using cleanUp = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), "curator-viewer-"));
  cleanUp.defer(() => rm(dir, { recursive: true, force: true }));
  const runs: AuditedRun[] = [];
  for (const { key, gain = 0 } of written) {
    await writeTreeRun(join(dir, key), { gain });
    runs.push(await AuditedRun.open({ dir: join(dir, key), key, signal: new AbortController().signal }));
  }
  const audit = await startAudit({
    ...{ runs, port: 0, reviewer: null, now: () => new Date() },
    openSiteHost: () => openSiteHost(join(dir, "sites")),
    compatOf: () => resolveCompat(undefined),
    onNotice: (message) => expect.unreachable(message),
  });
  cleanUp.use(audit);
  const browser = await launchPersonsBrowser();
  cleanUp.defer(() => browser.close());
  const watched = await openPage(browser);
  await watched.page.goto(audit.url);
  const closing = cleanUp.move();
  return { watched, [Symbol.asyncDispose]: () => closing.disposeAsync() };
}
