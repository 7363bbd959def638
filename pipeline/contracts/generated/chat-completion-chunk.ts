/* Generated from schemas/chat-completion-chunk.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * The part of one event of a streamed response that this tool relies on.
 */
export interface ChatCompletionChunk {
  id?: string | null;
  model?: string | null;
  choices?: {
    index?: number;
    finish_reason?: string | null;
    delta?: {
      content?: string | null;
      reasoning_content?: string | null;
      reasoning?: string | null;
      refusal?: string | null;
      [k: string]: unknown;
    } | null;
    [k: string]: unknown;
  }[];
  usage?: {
    [k: string]: unknown;
  } | null;
  /**
   * some servers report a failure in the middle of a stream
   */
  error?: {
    [k: string]: unknown;
  };
  [k: string]: unknown;
}
