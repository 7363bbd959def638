import { mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isProcessAlive } from "../run/process-alive.ts";

const prefix = "webgen-curator-";

/**
 * A folder for workspaces and sockets, removed on disposal. Its name carries our process id: folders left behind by
 * killed processes are removed on the way. Its path is short, as a Unix socket's path may not exceed 107 bytes.
 */
export async function createScratchFolder(parent: string): Promise<{ path: string } & AsyncDisposable> {
  for (const name of await readdir(parent)) {
    const pid = Number(name.slice(prefix.length).split("-")[0]);
    if (name.startsWith(prefix) && pid > 0 && !isProcessAlive(pid))
      await rm(join(parent, name), { recursive: true, force: true });
  }
  const path = await mkdtemp(join(parent, `${prefix}${process.pid}-`));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
}
