import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { resolveCompat } from "../../../pipeline/config/compat.ts";
import { UserError } from "../../../pipeline/errors.ts";
import { writeRecordedRun } from "../../../scripts/bench/recorded-run.ts";
import { AuditedRun } from "../../../stages/audit/run/audited-run.ts";
import { type StartAuditOptions, startAudit } from "../../../stages/audit/stage.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const tiny = { siteBytes: 300, width: 64, height: 48 };

/** A run folder with so many recorded trajectories, small ones. */
export async function recordedRun(trajectories: number): Promise<string> {
  const dir = join(await temporaryFolder(), "run");
  await writeRecordedRun(dir, trajectories, tiny);
  return dir;
}

/** Stands for the built viewer, which is tested by itself. */
export async function stubAssets(): Promise<string> {
  const dir = join(await temporaryFolder(), "assets");
  await mkdir(dir);
  await writeFile(join(dir, "viewer.js"), "// viewer\n");
  await writeFile(join(dir, "viewer.css"), "/* viewer */\n");
  return dir;
}

export async function openAuditedRun(dir: string, key = "run"): Promise<AuditedRun> {
  return AuditedRun.open({ dir, key, signal: new AbortController().signal });
}

/** The real server over run folders, ended with the test. */
export async function serveAudit(dirs: readonly string[], overrides: Partial<StartAuditOptions> = {}) {
  const runs: AuditedRun[] = [];
  for (const [at, dir] of dirs.entries())
    runs.push(await openAuditedRun(dir, at === 0 ? "run" : `run-${at + 1}`));
  const notices: string[] = [];
  const audit = await startAudit({
    runs,
    port: 0,
    reviewer: null,
    openSiteHost: () => Promise.reject(new UserError("There is no sandbox here.")),
    compatOf: () => resolveCompat(undefined),
    lookEveryMs: 20,
    now: () => new Date("2026-03-01T00:00:00.000Z"),
    onNotice: (message) => notices.push(message),
    assets: await stubAssets(),
    ...overrides,
  });
  onTestFinished(() => audit[Symbol.asyncDispose]());
  const get = (path: string, init?: RequestInit) => fetch(`${audit.url}${path}`, init);
  return {
    url: audit.url,
    notices,
    get,
    json: async (path: string) => (await get(path)).json(),
    post: (path: string, body: unknown) =>
      get(path, { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) }),
  };
}
