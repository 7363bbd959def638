import PQueue from "p-queue";
import type { Instruction } from "../../pipeline/contracts/generated/instruction.ts";
import { errorMessage, InfrastructureError, ItemError } from "../../pipeline/errors.ts";
import { publishedTaskCount, readTestCases } from "../../pipeline/instruction/read-test-cases.ts";
import type { Category, Taxonomy } from "../../pipeline/instruction/taxonomy.ts";
import type { ModelPort } from "../../pipeline/model/model-port.ts";
import type { PromptSet } from "../../pipeline/prompts/prompt-set.ts";
import { sha256Hex } from "../../pipeline/run/digest.ts";
import { askUntilUsable } from "./ask-until-usable.ts";

export interface TestCaseOptions {
  instructions: readonly Instruction[];
  taxonomy: Pick<Taxonomy, "applicationCategories" | "testCategories">;
  model: ModelPort;
  prompts: Pick<PromptSet, "render">;
  /** "rehearsal" when a rehearsal model answers: it then is the label of what it completes. */
  label: "rehearsal" | null;
  /** Instructions worked on at once. The result does not depend on it. */
  concurrency: number;
  signal: AbortSignal;
  /** Replies asked for per instruction (default 3: one, and two with the reason). */
  maxAsks?: number;
}

/** An instruction that has no test cases now, and why. */
export interface MissingTestCases {
  id: string;
  /** Stable kebab id. */
  reason: string;
  detail: string;
}

export interface WrittenTestCases {
  /** The instructions with their test cases, in the order given; those that have some are as they were. */
  instructions: Instruction[];
  /** Ids of those whose test cases were written now. */
  written: string[];
  missing: MissingTestCases[];
}

/**
 * Has the test cases of each instruction written that has none. What cannot be had is told and does not stop the others.
 * Throws StopError, UserError, ParkError as the port does.
 */
export async function writeTestCases(options: TestCaseOptions): Promise<WrittenTestCases> {
  const queue = new PQueue({ concurrency: options.concurrency });
  const written: string[] = [];
  const missing: MissingTestCases[] = [];
  const work = options.instructions.map((instruction) =>
    hasTestCases(instruction)
      ? instruction
      : queue.add(async () => {
          options.signal.throwIfAborted();
          const made = await writeFor(instruction, options);
          if ("reason" in made) missing.push(made);
          else written.push(instruction.id);
          return "reason" in made ? instruction : made;
        }),
  );
  try {
    const instructions = await Promise.all(work);
    const place = new Map(instructions.map(({ id }, at) => [id, at]));
    const inOrder = (a: string, b: string): number => (place.get(a) ?? 0) - (place.get(b) ?? 0);
    return {
      instructions,
      written: written.sort(inOrder),
      missing: missing.sort((a, b) => inOrder(a.id, b.id)),
    };
  } finally {
    queue.clear();
    await queue.onIdle();
  }
}

/** The published training set has one empty test case to each instruction, which stands for none. */
export function hasTestCases({ ui_instruct }: Pick<Instruction, "ui_instruct">): boolean {
  return ui_instruct.some(({ task }) => task.trim() !== "");
}

async function writeFor(
  instruction: Instruction,
  options: TestCaseOptions,
): Promise<Instruction | MissingTestCases> {
  const { taxonomy, prompts } = options;
  const { id } = instruction;
  try {
    const { value, problem } = await askUntilUsable({
      model: options.model,
      request: prompts.render("test-cases", {
        instruction: instruction.instruction,
        websiteCategories: listCategories(taxonomy.applicationCategories),
        testCategories: listCategories(taxonomy.testCategories),
        minTasks: String(publishedTaskCount.min),
        maxTasks: String(publishedTaskCount.max),
      }),
      // ids need not stay what they are when a file is imported anew: the text decides
      purpose: `test-cases-${id}-${sha256Hex(instruction.instruction).slice(0, 8)}`,
      maxAsks: options.maxAsks ?? 3,
      read: (reply) => {
        const reading = readTestCases(reply, taxonomy);
        if (reading.ok) return { value: reading.value, problem: null };
        return { value: null, problem: { reason: reading.reason, detail: reading.problem } };
      },
      renderRetry: (detail) => prompts.render("test-cases-retry", { problem: detail }),
    });
    if (problem !== null) return { id, ...problem };
    const { source } = instruction;
    return { ...instruction, ...value, source: { ...source, label: options.label ?? source.label } };
  } catch (error) {
    if (error instanceof ItemError) return { id, reason: error.reason, detail: error.message };
    if (error instanceof InfrastructureError)
      return { id, reason: "model-did-not-answer", detail: errorMessage(error) };
    throw error;
  }
}

function listCategories(categories: readonly Category[]): string {
  return categories.map(({ name, subcategories }) => `- ${name}: ${subcategories.join(", ")}`).join("\n");
}
