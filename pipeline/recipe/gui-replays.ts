import type { GuiReplay } from "../contracts/generated/gui-replay.ts";
import type { TrajectoryMeasures } from "../index/measure-trajectory.ts";
import { readRecords } from "../run/json-lines.ts";
import { RunPaths } from "../run/run-paths.ts";
import type { Recipe } from "./recipe.ts";

/** The name that `curate regrade` gives where none is named. */
const usualName = "regrade";

/** GUI tests that were done again without a model, under the name of a grading. */
export interface GuiReplays {
  grading: string;
  /** The replay of the chosen step as it is recorded now; null when there is none. */
  of(measures: Pick<TrajectoryMeasures, "trajectoryId" | "journalDigest" | "chosen">): GuiReplay | null;
}

/** The replays that a recipe goes by: those of its rule's grading, else of its own. A run may have none. */
export async function readGuiReplays(runDir: string, { rules, grading }: Recipe): Promise<GuiReplays> {
  const rule = rules.find((setting) => setting.rule === "gui-verified");
  const name = rule?.grading ?? grading ?? usualName;
  const replays = await Array.fromAsync(readRecords(new RunPaths(runDir).guiReplays(name), "gui-replay"));
  const byId = new Map(replays.map((replay) => [replay.trajectoryId, replay]));
  return {
    grading: name,
    of({ trajectoryId, journalDigest, chosen }) {
      const replay = byId.get(trajectoryId);
      const isOfThis = replay?.journalDigest === journalDigest && replay.step === chosen?.step;
      return isOfThis ? replay : null;
    },
  };
}

/**
 * Whether a replay verifies its GUI score; null when it tells nothing: the machine failed, or the test did nothing that
 * could be done again.
 */
export function verifiedBy({ outcome, actions }: Pick<GuiReplay, "outcome" | "actions">): boolean | null {
  if (outcome === "red") return false;
  return outcome === "green" && actions > 0 ? true : null;
}

/** A replay in a few words. */
export function replayInWords({
  outcome,
  actions,
  turn,
  reason,
  times = 1,
  green = 0,
}: Omit<GuiReplay, "trajectoryId" | "journalDigest" | "step">): string {
  const often = times === 1 ? "" : `, ${green} of ${times} times green`;
  if (outcome === "green") return `green, ${actions} actions${often}`;
  const where = turn === null ? "" : ` at turn ${turn}`;
  return `${outcome}${where}${reason === null ? "" : `: ${reason}`}${often}`;
}
