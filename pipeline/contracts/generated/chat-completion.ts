/* Generated from schemas/chat-completion.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * The part of an OpenAI-compatible response that this tool relies on.
 */
export interface ChatCompletionResponse {
  id?: string;
  model?: string;
  /**
   * @minItems 1
   */
  choices: {
    finish_reason: string;
    message: {
      content?: string | null;
      reasoning_content?: string | null;
      reasoning?: string | null;
      refusal?: string | null;
      [k: string]: unknown;
    };
    [k: string]: unknown;
  }[];
  usage?: {
    prompt_tokens?: number;
    completion_tokens?: number;
    cost?: number | null;
    prompt_tokens_details?: {
      cached_tokens?: number | null;
      [k: string]: unknown;
    } | null;
    completion_tokens_details?: {
      reasoning_tokens?: number | null;
      [k: string]: unknown;
    } | null;
    [k: string]: unknown;
  } | null;
  [k: string]: unknown;
}
