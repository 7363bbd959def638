/* Generated from schemas/grading-event.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * One event in the journal of a trajectory's new grades. On disk each line also carries seq, at and sum.
 */
export type GradingEvent = GradingOpened | CallEvent | StepGraded;
/**
 * One event in the life of a model call, journaled inside the work it was made for.
 */
export type CallEvent = CallIntended | CallReturned | CallFailed;
/**
 * Address of a blob in the pack beside the journal: the SHA-256 of its uncompressed bytes.
 */
export type BlobRef = string;

export interface GradingOpened {
  event: "grading-opened";
  trajectoryId: string;
  journalDigest: string;
  grading: string;
}
/**
 * Written before a model call is sent.
 */
export interface CallIntended {
  event: "call-intended";
  callId: string;
  role: "teacher" | "vision" | "gui" | "feedback" | "synthesis" | "embedding";
  /**
   * what the call was for, and where: step-3/teacher, step-3/screenshot-grade/1
   */
  purpose: string;
}
/**
 * A model call that answered; its exchange is reused on resume and never paid again.
 */
export interface CallReturned {
  event: "call-returned";
  callId: string;
  /**
   * hash of everything that can change the answer
   */
  key: string;
  role: "teacher" | "vision" | "gui" | "feedback" | "synthesis" | "embedding";
  /**
   * what the call was for, and where: step-3/teacher, step-3/screenshot-grade/1
   */
  purpose: string;
  model: string;
  exchange: BlobRef;
  finishReason: "stop" | "length" | "content-filter";
  usage: TokenUsage;
  costUsd: number | null;
  latencyMs: number;
  /**
   * answered from the recording of another run, which was asked the same; the same with images that differ; a judge the same of a page that looked or behaved otherwise this time; or the same for another sample of the instruction
   */
  replayed?: "exact" | "other-images" | "other-observation" | "other-sample";
}
/**
 * Tokens of one model call as the provider reported them, or an estimate that says so.
 */
export interface TokenUsage {
  promptTokens: number;
  completionTokens: number;
  /**
   * prompt tokens served from the provider's cache; null when the provider does not say
   */
  cachedTokens: number | null;
  /**
   * part of completionTokens; null when the provider does not say
   */
  reasoningTokens: number | null;
  /**
   * the provider counted nothing: promptTokens and completionTokens are a quarter of the bytes
   */
  estimated?: true;
}
/**
 * A model call that failed. Failures are never reused.
 */
export interface CallFailed {
  event: "call-failed";
  callId: string;
  role: "teacher" | "vision" | "gui" | "feedback" | "synthesis" | "embedding";
  /**
   * what the call was for, and where: step-3/teacher, step-3/screenshot-grade/1
   */
  purpose: string;
  model: string;
  error: string;
  /**
   * the raw response, where there was one
   */
  exchange: BlobRef | null;
  latencyMs: number;
}
export interface StepGraded {
  event: "step-graded";
  step: number;
  judge: "screenshot" | "gui-summary";
  time: number;
  score: Score;
}
/**
 * A screenshot score (0-5) or GUI score (1-5). Unknown is not zero: an unmeasured score has no value.
 */
export interface Score {
  status: "measured" | "not-run" | "judge-error" | "infra-error";
  /**
   * a value exists exactly when measured
   */
  value: number | null;
  judge: {
    model: string;
    promptHash: string;
  } | null;
  /**
   * the judge's full exchange
   */
  exchange: BlobRef | null;
  /**
   * every answer of the judge that led here, oldest first, unusable ones included
   */
  history: {
    status: "measured" | "judge-error";
    value: number | null;
    exchange: BlobRef | null;
  }[];
}
