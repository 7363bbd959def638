import type { BlobRef, TokenUsage } from "../contracts/generated/node.ts";

/** Whose endpoint answers. */
export type ModelRole = "teacher" | "vision" | "gui" | "feedback" | "synthesis" | "embedding";

export type ContentPart = { kind: "text"; text: string } | { kind: "png"; bytes: Uint8Array };

export interface ChatMessage {
  role: "system" | "user" | "assistant";
  content: string | ContentPart[];
}

export interface ModelRequest {
  role: ModelRole;
  /**
   * What the call is for, and where: `step-3/screenshot-grade/1`. Unique within a trajectory: it is part of the
   * key under which the reply is journaled, so asking the same thing again needs another purpose.
   */
  purpose: string;
  messages: ChatMessage[];
}

export type FinishReason = "stop" | "length" | "content-filter";

export interface ModelReply {
  text: string;
  /** Reasoning the provider returned beside the reply, or null. */
  reasoning: string | null;
  finishReason: FinishReason;
  usage: TokenUsage;
  /** Model id as the provider reported it. */
  model: string;
  /** Where the full exchange is kept. */
  exchange: BlobRef;
}

/** Texts to be turned into vectors by the embedding role. */
export interface EmbeddingRequest {
  /** What the vectors are for: `near-duplicates`. Told in journal and ledger; no part of the key. */
  purpose: string;
  texts: readonly string[];
}

/**
 * Turns texts into vectors, in their order, all of one length; not normalised. What was embedded before comes from the
 * journal. Throws what `ModelPort` throws.
 */
export interface EmbeddingPort {
  embed(request: EmbeddingRequest): Promise<Float32Array[]>;
}

/**
 * Asks a model and journals the exchange. A call whose reply is in the journal already is answered from there.
 * Throws StopError (budget, signal), UserError (wrong key, unknown model, endpoint away), ParkError (a long pause),
 * ItemError (`context-length`, `content-filter`: this request alone is refused), InfrastructureError (attempts used up).
 */
export interface ModelPort {
  ask(request: ModelRequest): Promise<ModelReply>;
}
