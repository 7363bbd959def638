/* Generated from schemas/token-usage.v1.schema.json by `npm run schemas`. Do not edit. */

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
