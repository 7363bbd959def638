import type { ChatRequest } from "../../pipeline/model/rehearsal/server/chat-request.ts";
import { completionBody, completionEvents } from "../../pipeline/model/rehearsal/server/completion.ts";

/** The answer `text` to a request, as a stream of events if that was asked for. It carries `serial` as its completion tokens. */
export function answerBody(
  { model, stream, includeUsage }: ChatRequest,
  { serial, text }: { serial: number; text: string },
): { type: string; body: string } {
  const completion = {
    ...{ id: `answer-${serial}`, model, reply: { text, finishReason: "stop" as const } },
    usage: {
      ...{ prompt_tokens: 10, completion_tokens: serial, total_tokens: 10 + serial },
      prompt_tokens_details: { cached_tokens: 0 },
    },
  };
  if (!stream) return { type: "application/json", body: JSON.stringify(completionBody(completion)) };
  const events = Array.from(completionEvents(completion, includeUsage), (event) => `data: ${event}\n\n`);
  return { type: "text/event-stream", body: events.join("") };
}
