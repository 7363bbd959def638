/* Generated from schemas/ledger-entry.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * One attempt of one model call. Calls answered from the journal on resume add no line.
 */
export interface LedgerEntry {
  at: string;
  callId: string;
  role: "teacher" | "vision" | "gui" | "feedback" | "synthesis" | "embedding";
  /**
   * what the call was for, and where: step-3/teacher, step-3/screenshot-grade/1
   */
  purpose: string;
  trajectoryId: string | null;
  stage: "synthesize" | "record" | "regrade";
  baseURL: string;
  model: string;
  outcome: "answered" | "failed" | "abandoned";
  error: string | null;
  usage: TokenUsage | null;
  /**
   * null when neither the provider nor the configuration gives a price
   */
  costUsd: number | null;
  latencyMs: number | null;
  /**
   * 1 for the first time that this was asked; anything above is spend on retries
   */
  attempt?: number;
  /**
   * answered from the recording of another run: usage is what that run spent, this one spent nothing
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
