import { readFile, rm } from "node:fs/promises";
import type { UnderWay } from "../contracts/generated/under-way.ts";
import { checkContract } from "../contracts/validators.ts";
import { hasErrorCode, ItemError } from "../errors.ts";
import { writeFileAtomic } from "./atomic-file.ts";
import { underWayFile } from "./run-paths.ts";
import type { TrajectoryEvent } from "./trajectory.ts";
import { writing } from "./write-failure.ts";

/** So often in a row a process may end at one place of a trajectory before nobody takes it up any more. */
export const mostCrashes = 3;

type Events = readonly Pick<TrajectoryEvent, "event">[];

/** What does not bring a trajectory forward, however often it is done. */
const attempts: readonly TrajectoryEvent["event"][] = ["call-intended", "call-failed", "step-retried"];

function progressOf(events: Events): number {
  return events.filter(({ event }) => !attempts.includes(event)).length;
}

/** How often in a row the process ended where a journal ends now, while it recorded this trajectory. Pure. */
export function countCrashes(marker: UnderWay | null, events: Events): number {
  if (marker === null) return 0;
  const isHere = marker.progress === progressOf(events);
  if (marker.underWay) return isHere ? marker.crashes + 1 : 1;
  return isHere ? marker.crashes : 0;
}

/** Null when there is none. One that a crash of the machine left empty says as much as any: the work was under way. */
export async function readUnderWay(dir: string): Promise<UnderWay | null> {
  let text: string;
  try {
    text = await readFile(underWayFile(dir), "utf8");
  } catch (error) {
    if (hasErrorCode(error, "ENOENT")) return null;
    throw error;
  }
  const checked = checkContract("under-way", parseOrNull(text));
  return checked.ok ? checked.value : { schema: "under-way.v1", underWay: true, progress: 0, crashes: 0 };
}

/** Whether nobody takes a trajectory up any more. */
export async function isQuarantined(dir: string): Promise<boolean> {
  const marker = await readUnderWay(dir);
  return marker !== null && !marker.underWay && marker.crashes >= mostCrashes;
}

/** Lets a quarantined trajectory be taken up again; of a sealed one, removes what a killed process could not. */
export async function forgetCrashes(dir: string): Promise<void> {
  const path = underWayFile(dir);
  await writing(path, () => rm(path, { force: true }));
}

/**
 * Takes the work on a trajectory up, and puts it down when disposed. What a killed or crashed process could not put
 * down is found by the next one. Throws ItemError when the process ended here too often: others go on without it.
 */
export async function watchForCrashes(dir: string, { events }: { events: Events }): Promise<AsyncDisposable> {
  const path = underWayFile(dir);
  const isSealed = (): boolean => events.at(-1)?.event === "trajectory-sealed";
  const progress = progressOf(events);
  const crashes = isSealed() ? 0 : countCrashes(await readUnderWay(dir), events);
  const write = (underWay: boolean): Promise<void> => {
    const marker: UnderWay = { schema: "under-way.v1", underWay, progress, crashes };
    return writeFileAtomic(path, `${JSON.stringify(marker)}\n`);
  };
  if (crashes >= mostCrashes) {
    await write(false);
    throw new ItemError(
      "quarantined",
      `The process ended ${crashes} times while it recorded step ${stepOf(events)}, so it is quarantined. When the cause is mended, record it with --retry-quarantined.`,
    );
  }
  if (!isSealed()) await write(true);
  return {
    [Symbol.asyncDispose]: async () => {
      const stands = crashes > 0 && progressOf(events) === progress;
      // at worst the marker stays, and this end counts as one too many
      await (stands ? write(false) : rm(path, { force: true })).catch(() => undefined);
    },
  };
}

/** The first step that is not committed. */
function stepOf(events: Events): number {
  return events.filter(({ event }) => event === "step-committed").length;
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
