import { setImmediate as turn } from "node:timers/promises";
import type { ModelPort, ModelReply, ModelRequest } from "../../pipeline/model/model-port.ts";
import { synthesisReply } from "../../pipeline/model/rehearsal/synthesis/synthesis-reply.ts";
import { seedFrom } from "../../pipeline/run/digest.ts";

/** A reply as a port gives it. */
export function modelReply(text: string, finishReason: ModelReply["finishReason"] = "stop"): ModelReply {
  return {
    text,
    reasoning: null,
    finishReason,
    usage: { promptTokens: 1, completionTokens: 1, cachedTokens: null, reasoningTokens: null },
    model: "synthesis-double",
    exchange: `sha256:${"0".repeat(64)}`,
  };
}

/** A port that answers each call by a function and keeps the purposes it was asked for. */
export function portOf(answer: (request: ModelRequest) => ModelReply): ModelPort & { purposes: string[] } {
  const purposes: string[] = [];
  return {
    purposes,
    async ask(request) {
      purposes.push(request.purpose);
      // calls end in an order of their own, as those of a real endpoint do
      for (let turns = seedFrom(request.purpose) % 7; turns > 0; turns--) await turn();
      return answer(request);
    },
  };
}

/** A port behind which the rehearsal synthesis model sits. */
export function rehearsalPort(seed = 1): ModelPort & { purposes: string[] } {
  return portOf((request) =>
    modelReply(
      synthesisReply({
        messages: request.messages.map(({ role, content }) => ({ role, content: textOnly(content) })),
        seed: seedFrom(seed, request.purpose),
      }),
    ),
  );
}

function textOnly(content: ModelRequest["messages"][number]["content"]): string {
  if (typeof content !== "string") throw new Error("The synthesis model is sent text only");
  return content;
}
