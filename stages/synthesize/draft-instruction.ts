import type { InstructionSpecification } from "../../pipeline/contracts/generated/instruction-specification.ts";
import { parseInstructionReply } from "../../pipeline/instruction/instruction-reply.ts";
import { findShapeProblem, type InstructionLength } from "../../pipeline/instruction/instruction-shape.ts";
import type { ChatMessage, ModelPort, ModelReply } from "../../pipeline/model/model-port.ts";
import type { PromptSet } from "../../pipeline/prompts/prompt-set.ts";

/** What a model made of a specification. */
export interface Draft {
  text: string;
  /** Model id as the provider reported it. */
  model: string;
  /** Why no reply could be used, told of the last; null when `text` has the shape of an instruction. */
  problem: { reason: string; detail: string } | null;
  /** What was wrong with each earlier reply. */
  mended: string[];
}

export interface DraftOptions {
  model: ModelPort;
  prompts: Pick<PromptSet, "render">;
  specification: InstructionSpecification;
  length: InstructionLength;
  /** Replies to ask for at most. */
  maxAsks: number;
  /** Unique in the run; each ask appends its number. */
  purpose: string;
}

/** Asks for an instruction, and again with the reason as long as the reply cannot be used. Throws what the port throws. */
export async function draftInstruction(options: DraftOptions): Promise<Draft> {
  const { specification, length } = options;
  const messages: ChatMessage[] = [{ role: "user", content: renderRequest(options) }];
  const mended: string[] = [];
  for (let ask = 1; ; ask++) {
    const reply = await options.model.ask({
      role: "synthesis",
      purpose: `${options.purpose}/${ask}`,
      messages: [...messages],
    });
    const text = parseInstructionReply(reply.text);
    const problem = endProblem(reply) ?? findShapeProblem(text, { ...specification, ...length });
    if (problem === null || ask >= options.maxAsks) return { text, model: reply.model, problem, mended };
    mended.push(problem.reason);
    messages.push(
      { role: "assistant", content: reply.text },
      { role: "user", content: options.prompts.render("synthesize-retry", { problem: problem.detail }) },
    );
  }
}

function renderRequest({ prompts, specification, length }: DraftOptions): string {
  return prompts.render("synthesize", {
    ...specification,
    features: specification.features.map((feature) => `- ${feature}`).join("\n"),
    minWords: String(length.minWords),
    maxWords: String(length.maxWords),
  });
}

function endProblem({ finishReason }: ModelReply): Draft["problem"] {
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
