import type { ModelPort, ModelReply, ModelRequest } from "../../pipeline/model/model-port.ts";
import { sha256Hex } from "../../pipeline/run/digest.ts";

/** An answer: its text, or more of the reply, or an error to throw. */
export type PlannedAnswer = string | Partial<ModelReply> | Error;

export interface PlannedModel extends ModelPort {
  /** What was asked, in order. */
  requests: ModelRequest[];
  /** Purposes of the plan that nobody asked for. */
  unasked(): string[];
}

/** A model that answers by purpose, each once. It fails a call that the plan does not foresee. */
export function planModel(plan: Readonly<Record<string, PlannedAnswer>>): PlannedModel {
  const left = new Map(Object.entries(plan));
  const requests: ModelRequest[] = [];
  return {
    requests,
    unasked: () => [...left.keys()],
    async ask(request) {
      requests.push({ ...request, messages: structuredClone(request.messages) });
      const answer = left.get(request.purpose);
      if (answer === undefined) throw new Error(`The call ${request.purpose} was not planned`);
      left.delete(request.purpose);
      if (answer instanceof Error) throw answer;
      return {
        text: "",
        reasoning: null,
        finishReason: "stop",
        usage: { promptTokens: 1, completionTokens: 1, cachedTokens: null, reasoningTokens: null },
        model: "judge-model",
        exchange: exchangeOf(request.purpose),
        ...(typeof answer === "string" ? { text: answer } : answer),
      };
    },
  };
}

/** The reference under which the exchange of a planned call is kept. */
export function exchangeOf(purpose: string): string {
  return `sha256:${sha256Hex(purpose)}`;
}
