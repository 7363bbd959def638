import type { Review } from "../../../../../pipeline/contracts/generated/review.ts";
import type { ReviewDraft } from "../../../views/trajectory-row.ts";
import { recall, remember } from "../../kit/remember.ts";

/** What a reviewer has said so far of a trajectory; without a decision it is not yet a review. */
export interface Draft {
  decision: Review["decision"] | null;
  screenshotScore: number | null;
  guiScore: number | null;
  note: string;
  /** The step that was looked at; null: the chosen one. */
  step: number | null;
  /** The judges' scores were hidden. */
  blind: boolean;
  /** The server has exactly this. */
  saved: boolean;
}

export const emptyDraft: Draft = {
  decision: null,
  screenshotScore: null,
  guiScore: null,
  note: "",
  step: null,
  blind: false,
  saved: true,
};

/** Drafts of a run by trajectory: kept in this browser until the server has them, so that nothing said is lost. */
export type Drafts = ReadonlyMap<string, Draft>;

/** What was said, as the server takes it; null: there is no decision yet. */
export function asReview(trajectoryId: string, reviewer: string, draft: Draft): ReviewDraft | null {
  const { saved, decision, ...said } = draft;
  return decision === null ? null : { trajectoryId, reviewer, decision, ...said };
}

/** The review that counts of a reviewer, to go on from. */
export function draftOf(reviews: readonly Review[], reviewer: string): Draft {
  const given = reviews.findLast((review) => review.reviewer === reviewer);
  if (given === undefined) return emptyDraft;
  const { decision, screenshotScore, guiScore, note, step, blind } = given;
  return { decision, screenshotScore, guiScore, note, step, blind, saved: true };
}

export function recallDrafts(run: string, reviewer: string): Drafts {
  return parseDrafts(recall(`audit-drafts:${run}:${reviewer}`));
}

export function keepDrafts(run: string, reviewer: string, drafts: Drafts): void {
  const unsaved = [...drafts].filter(([, { saved }]) => !saved);
  remember(`audit-drafts:${run}:${reviewer}`, JSON.stringify(Object.fromEntries(unsaved)));
}

/** Anything that is no draft counts as nothing kept. */
export function parseDrafts(text: string | null): Drafts {
  try {
    const parsed: unknown = JSON.parse(text ?? "{}");
    return new Map(
      Object.entries(Object(parsed)).flatMap(([id, draft]) => (isDraft(draft) ? [[id, draft]] : [])),
    );
  } catch (error) {
    if (error instanceof SyntaxError) return new Map();
    throw error;
  }
}

function isDraft(value: unknown): value is Draft {
  const { decision, screenshotScore, guiScore, note, step, blind, saved } = Object(value);
  return (
    (decision === null || decision === "keep" || decision === "reject" || decision === "unsure") &&
    isScore(screenshotScore) &&
    isScore(guiScore) &&
    typeof note === "string" &&
    (step === null || Number.isInteger(step)) &&
    typeof blind === "boolean" &&
    typeof saved === "boolean"
  );
}

function isScore(value: unknown): boolean {
  return value === null || (typeof value === "number" && value >= 0 && value <= 5);
}
