import type { Review } from "../../../../pipeline/contracts/generated/review.ts";
import type { RowVerdict, ShownScore, TrajectoryRow } from "../../../../stages/audit/views/trajectory-row.ts";

/** A finished trajectory with good scores; what matters to a test is given. */
export function buildRow(given: Partial<TrajectoryRow> = {}): TrajectoryRow {
  return {
    id: "t-1",
    instructionId: "i-1",
    sample: 0,
    instruction: "A shop for bicycles with a blue header.",
    applicationType: "E-commerce",
    status: "finished",
    reason: null,
    label: null,
    teacher: "teacher-a",
    steps: 3,
    errorSteps: 0,
    backtracks: 0,
    restarts: 0,
    retries: 0,
    errorStages: [],
    chosen: 2,
    screenshot: measured(4),
    gui: measured(4),
    hasScreenshot: true,
    detail: 0.6,
    tokens: 12_000,
    costUsd: 0.02,
    durationMs: 90_000,
    at: "2026-05-04T10:00:00.000Z",
    verdicts: {},
    grades: {},
    reviews: [],
    ...given,
  };
}

export function measured(value: number): ShownScore {
  return { status: "measured", value };
}

export const notRun: ShownScore = { status: "not-run", value: null };

export function buildVerdict(given: Partial<RowVerdict> = {}): RowVerdict {
  return { kept: true, rejectedBy: [], passesOthers: true, ...given };
}

export function buildReview(given: Partial<Review> = {}): Review {
  return {
    at: "2026-05-05T10:00:00.000Z",
    trajectoryId: "t-1",
    reviewer: "ada",
    decision: "keep",
    screenshotScore: 4,
    guiScore: null,
    step: null,
    blind: false,
    note: "",
    ...given,
  };
}
