import type { Instruction } from "../../pipeline/contracts/generated/instruction.ts";
import type { Decontamination } from "../../pipeline/instruction/decontamination.ts";
import { facetsOf, specificationFacets } from "../../pipeline/instruction/facets.ts";
import { createFamilyReader, type FamilyReader } from "../../pipeline/instruction/feature-families.ts";
import { type InstructionLength, publishedLength } from "../../pipeline/instruction/instruction-shape.ts";
import type { Quotas } from "../../pipeline/instruction/quota-keeper.ts";
import {
  createSpecificationSampler,
  type SpecificationSampler,
} from "../../pipeline/instruction/specification-sampler.ts";
import { selectApplicationTypes, type Taxonomy } from "../../pipeline/instruction/taxonomy.ts";
import type { ModelPort } from "../../pipeline/model/model-port.ts";
import type { PromptSet } from "../../pipeline/prompts/prompt-set.ts";
import { checkQuotas } from "./check-quotas.ts";
import { fillSlots, type Proposal, type SynthesisOutcome } from "./fill-slots.ts";
import { InstructionDoor } from "./instruction-door.ts";

export type { SynthesisOutcome };

/** What every way of writing instructions with a model needs. */
export interface WritingOptions {
  seed: number;
  taxonomy: Taxonomy;
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
  decontamination?: Decontamination;
  /** Most instructions of one kind, those of the run counted (default: no limit). */
  quotas?: Quotas;
  /** Words an instruction may have (default: as published, 48 to 134). */
  length?: InstructionLength;
  /** Replies asked for per candidate (default 3: one, and two with the reason). */
  maxAsks?: number;
  /** Candidates per instruction to be delivered (default 8). */
  maxAttempts?: number;
}

export interface SynthesizeOptions extends WritingOptions {
  /** Instructions the run is to hold from this seed. */
  count: number;
  /** Application types to divide the count among; null: all of the taxonomy. */
  applicationTypes: readonly string[] | null;
}

/** Draws of one slot that quotas may pass over. */
const mostDraws = 64;

/**
 * Makes instructions until `count` of this seed are there, and yields what became of every candidate.
 * Throws UserError when the quotas leave no room for so many, and what `fillSlots` throws.
 */
export async function* synthesizeInstructions(options: SynthesizeOptions): AsyncGenerator<SynthesisOutcome> {
  const { seed, count, existing, taxonomy, quotas = {} } = options;
  const applicationTypes = selectApplicationTypes(taxonomy, options.applicationTypes);
  checkQuotas({ count, quotas, applicationTypes, colorPairs: taxonomy.colorPairs });
  const sampler = createSpecificationSampler({ seed, applicationTypes, colorPairs: taxonomy.colorPairs });
  const familiesOf = createFamilyReader(taxonomy.featureFamilies);
  const { maxAttempts, maxDraws } = attemptsOf(options);
  yield* fillSlots({
    ...fillingOf(options, openDoor(options, familiesOf)),
    slots: openSlots({ count, maxDraws, existing, sampler }),
    propose: (draw) => {
      const specification = sampler.sample(draw);
      const shape = { ...specification, ...(options.length ?? publishedLength) };
      return {
        id: sampler.idOf(draw),
        applicationType: specification.applicationType,
        facets: specificationFacets(specification, familiesOf),
        request: options.prompts.render("synthesize", {
          ...specification,
          features: specification.features.map((feature) => `- ${feature}`).join("\n"),
          minWords: String(shape.minWords),
          maxWords: String(shape.maxWords),
        }),
        shape,
        purpose: `candidate-${draw.slot}-${draw.attempt}`,
        source: { kind: "synthesized", line: null, specification, label: options.label },
      } satisfies Proposal;
    },
    maxAttempts,
    maxDraws,
  });
}

/** The members that every filling of slots takes from what it was asked with. */
export function fillingOf(options: WritingOptions, door: InstructionDoor) {
  const { model, prompts, concurrency, signal } = options;
  return {
    ...{ model, prompts, concurrency, signal, door },
    decontamination: options.decontamination ?? null,
    maxAsks: options.maxAsks ?? 3,
  };
}

/** A door behind which the run's instructions are. */
export function openDoor(
  { existing, quotas = {} }: Pick<WritingOptions, "existing" | "quotas">,
  familiesOf: FamilyReader,
): InstructionDoor {
  const door = new InstructionDoor({ quotas, refuseDuplicates: true });
  for (const one of existing) door.enter({ ...one, facets: facetsOf(one, familiesOf) });
  return door;
}

/** Without quotas each draw is asked for, so that there are as many draws as attempts. */
export function attemptsOf({
  maxAttempts = 8,
  quotas = {},
}: Pick<WritingOptions, "maxAttempts" | "quotas">): {
  maxAttempts: number;
  maxDraws: number;
} {
  const isLimited = Object.keys(quotas).length > 0;
  return { maxAttempts, maxDraws: isLimited ? Math.max(mostDraws, maxAttempts) : maxAttempts };
}

/** The slots that no earlier start has filled. */
function openSlots(options: {
  count: number;
  maxDraws: number;
  existing: readonly Instruction[];
  sampler: SpecificationSampler;
}): number[] {
  const { count, maxDraws, existing, sampler } = options;
  const ids = new Set(existing.flatMap(({ id, source }) => (source.kind === "synthesized" ? [id] : [])));
  const slots = Array.from({ length: count }, (_, slot) => slot);
  if (ids.size === 0) return slots;
  const attempts = Array.from({ length: maxDraws }, (_, attempt) => attempt);
  return slots.filter((slot) => !attempts.some((attempt) => ids.has(sampler.idOf({ slot, attempt }))));
}
