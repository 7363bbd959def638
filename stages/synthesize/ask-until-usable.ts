import type { ChatMessage, ModelPort, ModelReply } from "../../pipeline/model/model-port.ts";

/** Why a reply cannot be used. */
export interface ReplyProblem {
  /** Stable kebab id. */
  reason: string;
  /** What was found and what is wanted, for the model that is asked again and for people. */
  detail: string;
}

/** What was read of the last reply. */
export interface UsableReply<Value> {
  value: Value;
  /** Model id as the provider reported it. */
  model: string;
  /** What was wrong with the last reply; null when it can be used. */
  problem: ReplyProblem | null;
  /** What was wrong with each earlier one: its reason. */
  mended: string[];
}

/**
 * Asks the synthesis model, and again with the reason as long as its reply cannot be used.
 * Throws what the port throws.
 */
export async function askUntilUsable<Value>(options: {
  model: ModelPort;
  request: string;
  /** Unique in the run; each ask appends its number. */
  purpose: string;
  /** Replies to ask for at most. */
  maxAsks: number;
  read(reply: string): { value: Value; problem: ReplyProblem | null };
  renderRetry(problem: string): string;
}): Promise<UsableReply<Value>> {
  const messages: ChatMessage[] = [{ role: "user", content: options.request }];
  const mended: string[] = [];
  for (let ask = 1; ; ask++) {
    const reply = await options.model.ask({
      role: "synthesis",
      purpose: `${options.purpose}/${ask}`,
      messages: [...messages],
    });
    const read = options.read(reply.text);
    const problem = endProblem(reply) ?? read.problem;
    if (problem === null || ask >= options.maxAsks)
      return { value: read.value, model: reply.model, problem, mended };
    mended.push(problem.reason);
    messages.push(
      { role: "assistant", content: reply.text },
      { role: "user", content: options.renderRetry(problem.detail) },
    );
  }
}

function endProblem({ finishReason }: ModelReply): ReplyProblem | null {
  switch (finishReason) {
    case "stop":
      return null;
    case "length":
      return { reason: "reply-cut-off", detail: "it was cut off at the token limit; write a shorter one" };
    case "content-filter":
      return {
        reason: "reply-filtered",
        detail: "the provider's content filter withheld it; word it differently",
      };
  }
}
