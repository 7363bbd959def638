import { hashOf } from "../../../run/digest.ts";
import type { ChatRequest } from "./chat-request.ts";
import type { RehearsalReply } from "./rehearsal-reply.ts";
import { countUsage, cutToTokens, type RehearsalUsage, textTokens } from "./token-count.ts";

/** A reply with all that a response says about it. */
export interface Completion {
  id: string;
  model: string;
  reply: RehearsalReply;
  usage: RehearsalUsage;
}

/** Characters of one chunk of a streamed reply. */
const chunkLength = 200;

/** Completes a request. A reply beyond the request's token limit is cut, and says so. */
export function complete(request: ChatRequest, reply: RehearsalReply): Completion {
  const { messages, model, maxTokens, seed } = request;
  const kept: RehearsalReply =
    maxTokens !== null && textTokens(reply.text) > maxTokens
      ? { text: cutToTokens(reply.text, maxTokens), finishReason: "length" }
      : reply;
  return {
    id: `rehearsal-${hashOf({ messages, model, seed }).slice(0, 24)}`,
    model,
    reply: kept,
    usage: countUsage(messages, kept.text),
  };
}

/** The response body of a request that is not streamed. */
export function completionBody({ id, model, reply, usage }: Completion): object {
  return {
    id,
    object: "chat.completion",
    created: 0,
    model,
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: reply.text, refusal: null },
        logprobs: null,
        finish_reason: reply.finishReason,
      },
    ],
    usage,
  };
}

/** The events of a streamed response, each the text of one `data:` line. */
export function* completionEvents(
  { id, model, reply, usage }: Completion,
  includeUsage: boolean,
): Generator<string> {
  const event = (choices: object[], more: object = {}): string =>
    JSON.stringify({ id, object: "chat.completion.chunk", created: 0, model, choices, ...more });
  const delta = (delta: object, finishReason: string | null = null): string =>
    event([{ index: 0, delta, logprobs: null, finish_reason: finishReason }]);
  yield delta({ role: "assistant", content: "" });
  for (let at = 0; at < reply.text.length; at += chunkLength)
    yield delta({ content: reply.text.slice(at, at + chunkLength) });
  yield delta({}, reply.finishReason);
  if (includeUsage) yield event([], { usage });
  yield "[DONE]";
}
