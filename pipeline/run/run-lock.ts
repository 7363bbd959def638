import { readFile, rm } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { hasErrorCode, UserError } from "../errors.ts";
import { removeUnfinished, writeFileOnce } from "./atomic-file.ts";
import { ownIdentity, type ProcessIdentity, type ProcessState, stateOf } from "./process-identity.ts";
import { readOrEmpty } from "./read-or-empty.ts";
import { writing } from "./write-failure.ts";

/** For a lock that others are taking or removing at this moment. */
const mostAttempts = 100;
const retryMs = 20;

/**
 * Holds a run folder for one writing process. The lock names its process by id, start time and machine, so that a lock
 * left behind by a killed process is recognised even when its id has been given to another. Of a process on another
 * machine nobody can tell whether it lives; but a planner whose queue is now ours has left it. `queue`: the queue that
 * this process plans, whose lease it holds.
 * Throws UserError when another living process holds the lock, or may.
 */
export async function lockRun(
  path: string,
  { queue = null }: { queue?: string | null } = {},
): Promise<AsyncDisposable> {
  const { pid, startTime, place } = await ownIdentity();
  const own = `${pid} ${startTime} ${place}\n${queue === null ? "" : `${queue}\n`}`;
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    if (await take(path, own)) {
      // whether others were killed while they tried, or are too late
      await writing(path, () => removeUnfinished(dirname(path), `${basename(path)}.`));
      // one that stays names a process that is gone: the next start takes it over
      return { [Symbol.asyncDispose]: () => rm(path, { force: true }).catch(() => undefined) };
    }
    const { text, holder, state } = await readHolder(path, place);
    if (holder !== null && state === "running") {
      throw new UserError(
        `Run folder ${dirname(path)} is in use by process ${holder.pid}. Wait for it to end, or stop it, then run the command again.`,
      );
    }
    if (holder !== null && state === "unknown" && (queue === null || holder.queue !== queue)) {
      throw new UserError(
        `Run folder ${dirname(path)} is in use by process ${holder.pid} on ${holder.place.split(" ")[0]}, or was when that machine went away. If it is no longer at work there, remove ${path}, then run the command again.`,
      );
    }
    await removeStale(path, { text, own, place });
  }
  throw new UserError(
    `Run folder ${dirname(path)}: ${path} cannot be taken. Remove it if no other command is running.`,
  );
}

/** Whether the lock is ours now. */
async function take(path: string, own: string): Promise<boolean> {
  try {
    return await writeFileOnce(path, own);
  } catch (error) {
    // whoever took it has cleared away what we had begun
    if (error instanceof Error && hasErrorCode(error.cause, "ENOENT")) return false;
    throw error;
  }
}

/**
 * Removes a lock whose holder is gone, if it is still the one that was read. One process at a time does so: a slower one
 * would remove the lock that a faster one has taken meanwhile.
 */
async function removeStale(
  path: string,
  { text, own, place }: { text: string; own: string; place: string },
): Promise<void> {
  const guard = `${path}.removal.tmp`;
  const remove = (file: string): Promise<void> => writing(file, () => rm(file, { force: true }));
  if (!(await take(guard, own))) {
    const { state } = await readHolder(guard, place);
    if (state === "gone") await remove(guard);
    else await delay(retryMs);
    return;
  }
  try {
    if ((await readOrEmpty(path)).toString() === text) await remove(path);
  } finally {
    await remove(guard);
  }
}

/** The process that holds a run folder for writing, or may from another machine; null when none does. */
export async function lockHolder(path: string): Promise<number | null> {
  const { holder, state } = await readHolder(path, (await ownIdentity()).place);
  return holder === null || state === "gone" ? null : holder.pid;
}

type Holder = ProcessIdentity & { queue: string };

async function readHolder(
  path: string,
  ownPlace: string,
): Promise<{ text: string; holder: Holder | null; state: ProcessState }> {
  const text = await readFile(path, "utf8").catch(() => "");
  const holder = parseHolder(text, ownPlace);
  return { text, holder, state: holder === null ? "gone" : await stateOf(holder) };
}

/**
 * Older locks name no machine: they are taken for this one's. One that lacks its end names nobody: a lock comes into
 * being whole, so only a disk that failed has lost it.
 */
function parseHolder(text: string, ownPlace: string): Holder | null {
  if (!text.endsWith("\n")) return null;
  const [line = "", queue = ""] = text.split("\n");
  const [pid = "", startTime = "", ...place] = line.split(" ");
  if (!(Number(pid) > 0)) return null;
  return { pid: Number(pid), startTime, place: place.join(" ") || ownPlace, queue };
}
