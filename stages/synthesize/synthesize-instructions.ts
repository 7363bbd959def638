import type { Candidate } from "../../pipeline/contracts/generated/candidate.ts";
import type { Instruction } from "../../pipeline/contracts/generated/instruction.ts";
import { errorMessage, ItemError } from "../../pipeline/errors.ts";
import {
  type ContaminationIndex,
  contaminationDetail,
} from "../../pipeline/instruction/contamination-index.ts";
import { type InstructionLength, publishedLength } from "../../pipeline/instruction/instruction-shape.ts";
import { NearDuplicateIndex } from "../../pipeline/instruction/near-duplicate-index.ts";
import {
  createSpecificationSampler,
  type SpecificationSampler,
} from "../../pipeline/instruction/specification-sampler.ts";
import { selectApplicationTypes, type Taxonomy } from "../../pipeline/instruction/taxonomy.ts";
import type { ModelPort } from "../../pipeline/model/model-port.ts";
import type { PromptSet } from "../../pipeline/prompts/prompt-set.ts";
import { draftInstruction } from "./draft-instruction.ts";
import { DraftQueue, type DraftResult } from "./draft-queue.ts";

export interface SynthesizeOptions {
  /** Instructions the run is to hold from this seed. */
  count: number;
  seed: number;
  taxonomy: Taxonomy;
  /** Application types to divide the count among; null: all of the taxonomy. */
  applicationTypes: readonly string[] | null;
  model: ModelPort;
  prompts: Pick<PromptSet, "render">;
  /** "rehearsal" when a rehearsal model answers. */
  label: "rehearsal" | null;
  /** Candidates being drafted at once. The result does not depend on it. */
  concurrency: number;
  /** Instructions the run holds already: none is made twice, none is repeated. */
  existing: readonly Instruction[];
  signal: AbortSignal;
  /** Test instructions that no instruction may come too close to (default: none). */
  contamination?: ContaminationIndex;
  /** Words an instruction may have (default: as published, 48 to 134). */
  length?: InstructionLength;
  /** Replies asked for per candidate (default 3: one, and two with the reason). */
  maxAsks?: number;
  /** Candidates per instruction to be delivered (default 8). */
  maxAttempts?: number;
}

/** One candidate, and the instruction it became when it was kept. */
export interface SynthesisOutcome {
  candidate: Candidate;
  instruction: Instruction | null;
}

/**
 * Makes instructions until `count` of this seed are there, and yields what became of every candidate, in an order that
 * depends on the replies alone. Each slot of the set is filled by the first of its candidates that has the shape of an
 * instruction and repeats no other; a slot whose attempts are used up stays empty.
 * Throws StopError, UserError, ParkError as the port does, and InfrastructureError when the model does not answer.
 */
export async function* synthesizeInstructions(options: SynthesizeOptions): AsyncGenerator<SynthesisOutcome> {
  const { seed, count, existing } = options;
  const sampler = createSpecificationSampler({
    seed,
    applicationTypes: selectApplicationTypes(options.taxonomy, options.applicationTypes),
    colorPairs: options.taxonomy.colorPairs,
  });
  const maxAttempts = options.maxAttempts ?? 8;
  await using queue = new DraftQueue({
    concurrency: options.concurrency,
    signal: options.signal,
    make: (draw) =>
      draftInstruction({
        model: options.model,
        prompts: options.prompts,
        specification: sampler.sample(draw),
        length: options.length ?? publishedLength,
        maxAsks: options.maxAsks ?? 3,
        purpose: `candidate-${draw.slot}-${draw.attempt}`,
      }),
  });
  const firstDrafts = openSlots(count, maxAttempts, existing, sampler).map((slot) => ({
    slot,
    firstDraft: queue.draft({ slot, attempt: 0 }, { urgent: false }),
  }));
  const duplicates = new NearDuplicateIndex();
  for (const { id, instruction } of existing) duplicates.add(id, instruction);
  for (const { slot, firstDraft } of firstDrafts) {
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const draw = { slot, attempt };
      const result = await (attempt === 0 ? firstDraft : queue.draft(draw, { urgent: true }));
      if (result.kind === "halted") throw result.error;
      const candidate = judgeCandidate({
        id: sampler.idOf(draw),
        specification: sampler.sample(draw),
        label: options.label,
        result,
        duplicates,
        contamination: options.contamination ?? null,
      });
      if (candidate.outcome !== "kept") {
        yield { candidate, instruction: null };
        continue;
      }
      duplicates.add(candidate.id, candidate.instruction);
      yield { candidate, instruction: toInstruction(candidate) };
      break;
    }
  }
}

/** The slots that no earlier start has filled. */
function openSlots(
  count: number,
  maxAttempts: number,
  existing: readonly Instruction[],
  sampler: SpecificationSampler,
): number[] {
  const ids = new Set(existing.flatMap(({ id, source }) => (source.kind === "synthesized" ? [id] : [])));
  const slots = Array.from({ length: count }, (_, slot) => slot);
  if (ids.size === 0) return slots;
  const attempts = Array.from({ length: maxAttempts }, (_, attempt) => attempt);
  return slots.filter((slot) => !attempts.some((attempt) => ids.has(sampler.idOf({ slot, attempt }))));
}

function judgeCandidate(options: {
  id: string;
  specification: NonNullable<Candidate["source"]["specification"]>;
  label: "rehearsal" | null;
  result: Exclude<DraftResult, { kind: "halted" }>;
  duplicates: NearDuplicateIndex;
  contamination: ContaminationIndex | null;
}): Candidate {
  const { id, specification, label, result, duplicates, contamination } = options;
  const candidateOf = (
    text: string,
    model: string,
    outcome: Pick<Candidate, "outcome" | "reason" | "detail">,
  ): Candidate => ({
    id,
    instruction: text,
    application_type: specification.applicationType,
    ...outcome,
    source: { kind: "synthesized", from: model, line: null, specification, label },
  });
  if (result.kind === "failed") {
    const reason = result.error instanceof ItemError ? result.error.reason : "model-did-not-answer";
    return candidateOf("", "", { outcome: "failed", reason, detail: errorMessage(result.error) });
  }
  const { text, model, problem, mended } = result.draft;
  if (problem !== null)
    return candidateOf(text, model, {
      outcome: "dropped",
      reason: problem.reason,
      detail: `reply ${mended.length + 1}: ${problem.detail}`,
    });
  const duplicate = duplicates.find(text);
  if (duplicate !== null)
    return candidateOf(text, model, {
      outcome: "dropped",
      reason: duplicate.kind,
      detail: `${duplicate.distance} edits from ${duplicate.id}`,
    });
  const [worst] = contamination?.find(text) ?? [];
  if (worst !== undefined)
    return candidateOf(text, model, {
      outcome: "dropped",
      reason: "contaminated",
      detail: contaminationDetail(worst),
    });
  const detail = mended.length === 0 ? null : `reply ${mended.length + 1}, after ${mended.join(", ")}`;
  return candidateOf(text, model, { outcome: "kept", reason: null, detail });
}

function toInstruction({ id, instruction, application_type, source }: Candidate): Instruction {
  return {
    id,
    instruction,
    // as in the published training set: no category was judged and no test cases were written
    Category: { primary_category: "", subcategories: [""] },
    application_type,
    ui_instruct: [],
    source,
  };
}
