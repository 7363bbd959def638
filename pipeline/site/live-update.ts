import type { DevServer } from "./dev-server.ts";
import { type ProbeAnswer, probe } from "./page-probe.ts";
import type { SiteFiles } from "./site-slot.ts";
import type { Workspace } from "./workspace.ts";

/** Of a dev server, what an update asks for. */
export interface UpdatedServer {
  readonly reach: Pick<DevServer["reach"], "agent">;
  readonly port: number;
  readonly running: boolean;
}

export interface LiveUpdate {
  workspace: Workspace;
  files: SiteFiles;
  /** as Workspace.changesTo names them */
  changedPaths: readonly string[];
  /** how long a path may stay the same (default 1,500) */
  patienceMs?: number;
}

const pollMs = 20;
/** A server that has just started may not watch every file yet: what it missed is written once more. */
const rewriteMs = 250;

/**
 * Makes sure that a running server shows new files before a page is opened on them: a server learns of a change from
 * the file system, a moment later. The answers for the changed paths are compared before and
 * after; false when one stayed the same too long or was an error of the server's, which then has to be started again.
 */
export async function updateLive(
  server: UpdatedServer,
  { workspace, files, changedPaths, patienceMs = 1_500 }: LiveUpdate,
  signal: AbortSignal,
): Promise<boolean> {
  const before = await Promise.all(changedPaths.map((path) => ask(server, path, signal)));
  // Vite keeps an error that no page has heard of for the next page, which would show it over the mended site
  if (before.some((answer) => answer !== null && answer.status >= 500)) return false;
  await workspace.update(files);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  const pending = new Map(changedPaths.map((path, index) => [path, before[index] ?? null]));
  let writtenAt = performance.now();
  while (pending.size > 0 && server.running && !limit.aborted) {
    for (const [path, old] of pending) {
      const now = await ask(server, path, limit);
      if (now && (isUncached(now) || !isSameAnswer(old, now))) pending.delete(path);
    }
    if (pending.size === 0) break;
    if (performance.now() - writtenAt > rewriteMs) {
      await workspace.rewrite([...pending.keys()]);
      writtenAt = performance.now();
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  signal.throwIfAborted();
  return pending.size === 0;
}

async function ask(server: UpdatedServer, path: string, signal: AbortSignal): Promise<ProbeAnswer | null> {
  const url = `/${path.split("/").map(encodeURIComponent).join("/")}`;
  return probe(server.reach, { port: server.port, path: url, accept: "*/*", signal }).catch(() => null);
}

/** Vite keeps good answers in memory and never errors: an error was made from the files as they are. */
function isUncached(answer: ProbeAnswer): boolean {
  return answer.status >= 400;
}

function isSameAnswer(a: ProbeAnswer | null, b: ProbeAnswer): boolean {
  return a !== null && a.status === b.status && a.etag === b.etag && a.body.equals(b.body);
}
