/* Generated from schemas/embedding-response.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * The part of an OpenAI-compatible embeddings response that this tool relies on.
 */
export interface EmbeddingResponse {
  model?: string | null;
  data: {
    index: number;
    /**
     * @minItems 1
     */
    embedding: number[];
    [k: string]: unknown;
  }[];
  usage?: {
    prompt_tokens?: number;
    cost?: number | null;
    [k: string]: unknown;
  } | null;
  [k: string]: unknown;
}
