import { parseInstructionReply } from "../../pipeline/instruction/instruction-reply.ts";
import { findShapeProblem, type InstructionShape } from "../../pipeline/instruction/instruction-shape.ts";
import type { ModelPort } from "../../pipeline/model/model-port.ts";
import type { PromptSet } from "../../pipeline/prompts/prompt-set.ts";
import { askUntilUsable } from "./ask-until-usable.ts";

/** What a model made of a request. */
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
  /** The prompt, rendered. */
  request: string;
  shape: InstructionShape;
  /** Replies to ask for at most. */
  maxAsks: number;
  /** Unique in the run; each ask appends its number. */
  purpose: string;
}

/** Asks for an instruction, and again with the reason as long as the reply cannot be used. Throws what the port throws. */
export async function draftInstruction({ shape, prompts, ...asking }: DraftOptions): Promise<Draft> {
  const { value, ...draft } = await askUntilUsable({
    ...asking,
    read: (reply) => {
      const text = parseInstructionReply(reply);
      return { value: text, problem: findShapeProblem(text, shape) };
    },
    renderRetry: (problem) => prompts.render("synthesize-retry", { problem }),
  });
  return { text: value, ...draft };
}
