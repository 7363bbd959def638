import { mkdir, open, readFile, rm } from "node:fs/promises";
import type { TrajectoryOwner } from "../contracts/generated/trajectory-owner.ts";
import { checkContract } from "../contracts/validators.ts";
import { hasErrorCode, TakenOverError } from "../errors.ts";
import { namesIn } from "./names-in.ts";
import { pathExists } from "./path-exists.ts";
import { ownIdentity, stateOf } from "./process-identity.ts";
import { epochFile, epochOfFile, storeFiles, temporaryOfEpoch } from "./run-paths.ts";

/**
 * Keeps a store to one writer where several processes, on several machines, may believe to be it. Every owner has an
 * epoch, counted from 1, in a file `epoch-N.json` that is made exclusively; epoch 0 is that of a store that no queue
 * ever handed out. The newest epoch owns the store. A former owner that is stopped and wakes late finds its epoch
 * stale: before a line is written, and again before it is acknowledged. What it writes in between goes into files that
 * are no longer there: the newest owner goes on in copies of its own (see `EventStore.open`).
 */
export class StoreFence {
  readonly #dir: string;
  readonly epoch: number;
  /** Whether a former owner may still write: then the store goes on in new files. */
  readonly formerMayWrite: boolean;

  private constructor(dir: string, epoch: number, formerMayWrite: boolean) {
    this.#dir = dir;
    this.epoch = epoch;
    this.formerMayWrite = formerMayWrite;
  }

  /** Takes the store over under this name. Throws TakenOverError when another process does so at the same moment. */
  static async takeOver(dir: string, name: string, now: () => Date): Promise<StoreFence> {
    await mkdir(dir, { recursive: true });
    const former = await currentEpoch(dir);
    const epoch = former + 1;
    const owner: TrajectoryOwner = {
      schema: "trajectory-owner.v1",
      name,
      ...(await ownIdentity()),
      at: now().toISOString(),
    };
    const formerMayWrite = !(await isGone(dir, former));
    try {
      const file = await open(epochFile(dir, epoch), "wx");
      await file.writeFile(`${JSON.stringify(owner)}\n`);
      await file.sync();
      await file.close();
    } catch (error) {
      if (!hasErrorCode(error, "EEXIST")) throw error;
      throw new TakenOverError(`Another process took ${dir} over at the same moment.`);
    }
    // from here on a former owner can rename nothing over what is copied next: its temporary files are gone
    await removeBelow(dir, epoch);
    return new StoreFence(dir, epoch, formerMayWrite);
  }

  /** For a process that alone works on the run: takes over what a worker once owned, and guards the rest as it is. */
  static async join(dir: string, name: string, now: () => Date): Promise<StoreFence> {
    if ((await currentEpoch(dir)) > 0) return await StoreFence.takeOver(dir, name, now);
    return new StoreFence(dir, 0, false);
  }

  /** Throws TakenOverError once another has taken the store over. */
  async check(): Promise<void> {
    if (await this.#isNewest()) return;
    const owner = await readOwner(this.#dir);
    throw new TakenOverError(
      `${this.#dir} was taken over${owner === null ? "" : ` by ${owner.name}`}: what is done here is not committed any more.`,
    );
  }

  /** A newer owner first makes its own epoch, then removes the older ones: two looks find it, whichever it is. */
  async #isNewest(): Promise<boolean> {
    if (this.epoch === 0) return (await currentEpoch(this.#dir)) === 0;
    if (await pathExists(epochFile(this.#dir, this.epoch + 1))) return false;
    return await pathExists(epochFile(this.#dir, this.epoch));
  }
}

/** The newest owner of a store; null when it never had one, or its record cannot be read. */
export async function readOwner(dir: string): Promise<TrajectoryOwner | null> {
  const epoch = await currentEpoch(dir);
  return epoch === 0 ? null : await readEpoch(dir, epoch);
}

async function currentEpoch(dir: string): Promise<number> {
  return Math.max(0, ...(await namesIn(dir)).map(epochOfFile));
}

async function readEpoch(dir: string, epoch: number): Promise<TrajectoryOwner | null> {
  try {
    const checked = checkContract(
      "trajectory-owner",
      JSON.parse(await readFile(epochFile(dir, epoch), "utf8")),
    );
    return checked.ok ? checked.value : null;
  } catch (error) {
    // cut short by a kill, or removed by a newer owner
    if (error instanceof SyntaxError || hasErrorCode(error, "ENOENT")) return null;
    throw error;
  }
}

/** Whether the owner of an epoch is known to write no more: its process has ended, or it is this very process. */
async function isGone(dir: string, epoch: number): Promise<boolean> {
  const owner = epoch === 0 ? null : await readEpoch(dir, epoch);
  if (owner === null) return !(await pathExists(storeFiles(dir).journal));
  const { place, pid, startTime } = owner;
  const own = await ownIdentity();
  if (place === own.place && pid === own.pid && startTime === own.startTime) return true;
  return (await stateOf(owner)) === "gone";
}

/** Removes what former owners left: their epochs, and the files they were about to rename. */
async function removeBelow(dir: string, epoch: number): Promise<void> {
  for (const file of await namesIn(dir)) {
    const former = epochOfFile(file);
    const { journal, pack } = storeFiles(dir);
    if (former === 0 || former >= epoch) continue;
    for (const path of [journal, pack]) await rm(temporaryOfEpoch(path, former), { force: true });
    await rm(epochFile(dir, former), { force: true });
  }
}
