import type { TrajectorySummary } from "../contracts/generated/trajectory-summary.ts";
import type { JournalReading } from "../run/read-journal.ts";
import type { Trajectory, TrajectoryNode } from "../run/trajectory.ts";

export type { TrajectorySummary };

/** The same of any journal that has a beginning. Without an outcome it is still being recorded, or its end is lost. */
export type JournalSummary = Omit<TrajectorySummary, "version" | "outcome"> & {
  outcome: TrajectorySummary["outcome"] | null;
};

/** Raised, as in the schema, when anything is summed up in another way. */
export const summaryVersion = 1;

/** A journal in a line; null when it has no beginning. Pure. */
export function summarizeJournal({ trajectory, events, digest }: JournalReading): JournalSummary | null {
  if (trajectory === null) return null;
  const { opened, nodes, sealed, backtracks, retries } = trajectory;
  const best = shownNode(trajectory);
  const beganAt = events[0]?.at ?? "";
  return {
    trajectoryId: opened.trajectoryId,
    instructionId: opened.instructionId,
    journalDigest: digest,
    sample: opened.sample,
    label: opened.label,
    teacher: opened.teacher,
    outcome: sealed?.outcome ?? null,
    reason: sealed?.reason ?? null,
    instruction: opened.instruction,
    steps: nodes.length,
    errorSteps: nodes.filter(({ isError }) => isError).length,
    backtracks: backtracks.length,
    restarts: backtracks.filter(({ to }) => to === null).length,
    retries: retries.length,
    errorStages: [...new Set(nodes.flatMap(({ errorStages }) => errorStages))].sort(),
    chosen: best?.step ?? null,
    screenshot: best === undefined ? null : shownScore(best.screenshot),
    gui: best === undefined ? null : shownScore(best.gui),
    screenshotImage: best?.screenshotImage ?? null,
    ...spendOf(trajectory),
    beganAt,
    endedAt: events.at(-1)?.at ?? beganAt,
  };
}

/** The line of the index; null for what is still being recorded. */
export function sealedSummary({ outcome, ...summary }: JournalSummary): TrajectorySummary | null {
  if (outcome === null) return null;
  const { trajectoryId, instructionId, journalDigest, sample, label, teacher, ...rest } = summary;
  return {
    version: summaryVersion,
    ...{ trajectoryId, instructionId, journalDigest, sample, label, teacher, outcome },
    ...rest,
  };
}

/** The selected best step; while recording, the last one that shows anything. */
function shownNode({ nodes, sealed }: Trajectory): TrajectoryNode | undefined {
  if (sealed !== null) return sealed.chosen === null ? undefined : nodes[sealed.chosen];
  return nodes.findLast(({ screenshotImage }) => screenshotImage !== null);
}

function shownScore({ status, value }: TrajectoryNode["screenshot"]): TrajectorySummary["gui"] {
  return { status, value };
}

/** Replayed calls spent nothing. */
function spendOf({ calls }: Trajectory): Pick<TrajectorySummary, "tokens" | "costUsd"> {
  const paid = calls.filter(({ replayed }) => replayed === undefined);
  const costs = paid.flatMap(({ costUsd }) => costUsd ?? []);
  return {
    tokens: paid.reduce((sum, { usage }) => sum + usage.promptTokens + usage.completionTokens, 0),
    costUsd: costs.length === 0 ? null : costs.reduce((sum, cost) => sum + cost, 0),
  };
}
