import { readdir } from "node:fs/promises";
import { hasErrorCode, UserError } from "../errors.ts";
import { readStore } from "./event-store.ts";
import { foldTrajectory } from "./fold-trajectory.ts";
import { hasBegun } from "./has-begun.ts";
import { readJournalState } from "./journal-state.ts";
import { readRecords } from "./json-lines.ts";
import { readRunManifest } from "./run-manifest.ts";
import { RunPaths } from "./run-paths.ts";
import type { RunReader } from "./run-reader.ts";
import { parseTrajectoryEvent } from "./trajectory-store.ts";

/** Opens a run folder for reading. Throws UserError when it holds no run. */
export async function openRunReader(dir: string): Promise<RunReader> {
  const paths = new RunPaths(dir);
  const manifest = await readRunManifest(paths.manifest);
  if (manifest === null) {
    throw new UserError(
      `${dir} is no run folder: it has no run.json. Name one with --run, or make one with \`curate run\`.`,
    );
  }
  return {
    dir,
    manifest: () => manifest,
    instructions: () => readRecords(paths.instructions, "instruction"),
    trajectoryIds: () => listTrajectories(paths),
    journalState: async (id) => readJournalState(paths.trajectory(id)),
    openTrajectory: (id) => openTrajectory(paths, id),
  };
}

async function listTrajectories(paths: RunPaths): Promise<string[]> {
  try {
    const entries = await readdir(paths.trajectories, { withFileTypes: true });
    const folders = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
    const begun = await Promise.all(folders.map((id) => hasBegun(paths.trajectory(id))));
    return folders.filter((_, index) => begun[index]);
  } catch (error) {
    if (hasErrorCode(error, "ENOENT")) return [];
    throw error;
  }
}

async function openTrajectory(paths: RunPaths, id: string): ReturnType<RunReader["openTrajectory"]> {
  const dir = paths.trajectory(id);
  const { events, blobs, damage } = await readStore(dir, parseTrajectoryEvent);
  const trajectory = foldTrajectory(events);
  // one still being written may end in half a line; a sealed one may not
  if (trajectory !== null && (damage.length === 0 || trajectory.sealed === null))
    return { trajectory, blobs };
  if (damage.length === 0)
    throw new UserError(`Trajectory ${id} is not in ${paths.dir}. \`curate status\` lists those that are.`);
  throw new UserError(
    `Trajectory ${id} is damaged: ${damage.join("; ")}. Run \`curate record\` again: it keeps the valid part and goes on from there.`,
  );
}
