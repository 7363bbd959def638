import { textOf, type WireMessage } from "../rehearsal-request.ts";
import { type FeedbackReading, readFeedback } from "./feedback-reading.ts";
import { type Move, readMove } from "./move.ts";

/** Where a conversation stands. */
export interface Conversation {
  instruction: string;
  /** The seed of the plan that its first reply follows; null before that reply. */
  planSeed: number | null;
  /** The teacher's replies so far. */
  moves: readonly Move[];
  /** null before the first reply */
  feedback: FeedbackReading | null;
}

/**
 * Reads a conversation: system prompt, instruction, then replies and feedback in turn. A reply that another teacher
 * wrote is passed over, so a conversation without one of ours begins anew.
 */
export function readConversation(messages: readonly WireMessage[]): Conversation {
  const instruction = textOf(messages.find(({ role }) => role === "user"));
  const own = messages.flatMap((message) => {
    const read = message.role === "assistant" ? readMove(textOf(message)) : null;
    return read === null ? [] : [read];
  });
  const planSeed = own.find((reply) => reply.planSeed !== null)?.planSeed ?? null;
  if (planSeed === null) return { instruction, planSeed, moves: [], feedback: null };
  const last = messages.at(-1);
  return {
    instruction,
    planSeed,
    moves: own.map(({ move }) => move),
    feedback: last?.role === "user" ? readFeedback(textOf(last), instruction) : null,
  };
}
