import type { Review } from "../../../pipeline/contracts/generated/review.ts";
import type { SummaryReading } from "../../../pipeline/index/summaries-index.ts";
import type { JournalSummary } from "../../../pipeline/index/summarize-journal.ts";
import type { TrajectoryRow } from "../views/trajectory-row.ts";
import type { FilterEvidence } from "./filter-evidence.ts";
import type { GradingEvidence } from "./grading-evidence.ts";
import type { PictureDetail } from "./picture-detail.ts";

/** What a run folder tells of its trajectories beside their journals. */
export interface RowEvidence {
  /** By instruction. */
  instructions: ReadonlyMap<string, { text: string; applicationType: string }>;
  details: ReadonlyMap<string, PictureDetail>;
  filters: readonly FilterEvidence[];
  gradings: readonly GradingEvidence[];
  /** By trajectory: the review that counts of each reviewer, oldest first. */
  reviews: ReadonlyMap<string, readonly Review[]>;
}

/** The row of a trajectory. Pure. `instruction`: its text where the run's list does not hold it. */
export function joinRow(
  id: string,
  { summary, damage }: SummaryReading,
  evidence: RowEvidence,
  instruction = "",
): TrajectoryRow {
  const shown = summary ?? nothingOf(id);
  const told = evidence.instructions.get(shown.instructionId);
  return {
    id,
    instructionId: shown.instructionId,
    sample: shown.sample,
    instruction: told?.text ?? instruction,
    applicationType: told?.applicationType ?? "",
    status: damage === null ? (shown.outcome ?? "recording") : "damaged",
    reason: damage ?? shown.reason,
    label: shown.label,
    teacher: shown.teacher,
    steps: shown.steps,
    errorSteps: shown.errorSteps,
    backtracks: shown.backtracks,
    restarts: shown.restarts,
    retries: shown.retries,
    errorStages: shown.errorStages,
    chosen: shown.chosen,
    screenshot: shown.screenshot,
    gui: shown.gui,
    hasScreenshot: shown.screenshotImage !== null,
    detail: detailOf(shown, evidence),
    tokens: shown.tokens,
    costUsd: shown.costUsd,
    durationMs: Math.max(0, Date.parse(shown.endedAt) - Date.parse(shown.beganAt)) || 0,
    at: shown.endedAt,
    verdicts: Object.fromEntries(
      evidence.filters.flatMap(({ recipe, verdicts }) => {
        const verdict = verdicts.get(id);
        return verdict === undefined ? [] : [[recipe, verdict]];
      }),
    ),
    grades: Object.fromEntries(
      evidence.gradings.flatMap(({ view, scoresOf }) => {
        const scores = shown.chosen === null ? null : scoresOf(id, shown.chosen);
        return scores === null ? [] : [[view.name, scores]];
      }),
    ),
    reviews: [...(evidence.reviews.get(id) ?? [])],
  };
}

/** Measured on the journal as it is now, or not at all. */
function detailOf({ trajectoryId, journalDigest }: JournalSummary, { details }: RowEvidence): number | null {
  const found = details.get(trajectoryId);
  return found?.journalDigest === journalDigest ? found.detail : null;
}

/** A journal of which nothing is valid tells nothing but its folder's name. */
function nothingOf(id: string): JournalSummary {
  return {
    ...{ trajectoryId: id, instructionId: "", journalDigest: "", sample: 0, label: null, teacher: "" },
    ...{ outcome: null, reason: null, instruction: "", steps: 0, errorSteps: 0 },
    ...{ backtracks: 0, restarts: 0, retries: 0, errorStages: [], chosen: null },
    ...{ screenshot: null, gui: null, screenshotImage: null, tokens: 0, costUsd: null },
    ...{ beganAt: "", endedAt: "" },
  };
}

/** Of all reviews, in the order of their file, those that count: the last of each reviewer about each trajectory. */
export function countingReviews(reviews: readonly Review[]): Map<string, Review[]> {
  const byTrajectory = Map.groupBy(reviews, ({ trajectoryId }) => trajectoryId);
  const counting = new Map<string, Review[]>();
  for (const [id, about] of byTrajectory) {
    const last = new Map<string, Review>();
    for (const review of about) {
      // a later line takes its place in the order, too
      last.delete(review.reviewer);
      last.set(review.reviewer, review);
    }
    counting.set(id, [...last.values()]);
  }
  return counting;
}
