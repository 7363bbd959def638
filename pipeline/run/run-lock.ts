import { mkdir, open, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { hasErrorCode, UserError } from "../errors.ts";
import { parseProcessStat } from "../process-stat.ts";
import { isProcessAlive } from "./process-alive.ts";
import { writeFailure, writing } from "./write-failure.ts";

/**
 * Holds a run folder for one writing process. The lock names its process by id and start time, so that a lock left
 * behind by a killed process is recognised even when its id has been given to another.
 * Throws UserError when another living process holds it.
 */
export async function lockRun(path: string): Promise<AsyncDisposable> {
  await writing(path, () => mkdir(dirname(path), { recursive: true }));
  const own = `${process.pid} ${await startTimeOf(process.pid)}\n`;
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const file = await open(path, "wx");
      try {
        await file.writeFile(own);
      } finally {
        await file.close();
      }
      // one that stays names a process that is gone: the next start takes it over
      return { [Symbol.asyncDispose]: () => rm(path, { force: true }).catch(() => undefined) };
    } catch (error) {
      if (!hasErrorCode(error, "EEXIST")) throw writeFailure(path, error);
    }
    const pid = await lockHolder(path);
    if (pid !== null) {
      throw new UserError(
        `Run folder ${dirname(path)} is in use by process ${pid}. Wait for it to end, or stop it, then run the command again.`,
      );
    }
    await writing(path, () => rm(path, { force: true }));
  }
  throw new UserError(
    `Run folder ${dirname(path)}: ${path} cannot be taken. Remove it if no other command is running.`,
  );
}

/** The living process that holds a run folder for writing; null when none does. */
export async function lockHolder(path: string): Promise<number | null> {
  const holder = await readFile(path, "utf8").catch(() => "");
  const pid = Number(holder.split(" ")[0]);
  const isHeld = pid > 0 && isProcessAlive(pid) && holder === `${pid} ${await startTimeOf(pid)}\n`;
  return isHeld ? pid : null;
}

/** Start time in clock ticks since boot, from /proc; "?" where there is none. */
async function startTimeOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return parseProcessStat(stat)?.startTime ?? "?";
}
