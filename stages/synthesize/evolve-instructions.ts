import type { Evolution, Instruction } from "../../pipeline/contracts/generated/instruction.ts";
import type { InstructionSpecification } from "../../pipeline/contracts/generated/instruction-specification.ts";
import { facetsOf } from "../../pipeline/instruction/facets.ts";
import { createFamilyReader } from "../../pipeline/instruction/feature-families.ts";
import { publishedLength } from "../../pipeline/instruction/instruction-shape.ts";
import { requestedColors } from "../../pipeline/instruction/requested-colors.ts";
import type { Draw } from "../../pipeline/instruction/specification-sampler.ts";
import type { ApplicationType, Taxonomy } from "../../pipeline/instruction/taxonomy.ts";
import type { PromptSet } from "../../pipeline/prompts/prompt-set.ts";
import { createRandom } from "../../pipeline/random/random.ts";
import { hashOf, seedFrom } from "../../pipeline/run/digest.ts";
import { fillSlots, type SynthesisOutcome } from "./fill-slots.ts";
import { attemptsOf, fillingOf, openDoor, type WritingOptions } from "./synthesize-instructions.ts";

export interface EvolveOptions extends WritingOptions {
  /** Evolved instructions the run is to hold. */
  count: number;
}

/** An instruction to make others of. */
interface Base {
  id: string;
  instruction: string;
  applicationType: string;
  backgroundColor: string;
  componentColor: string;
  specification: InstructionSpecification | null;
}

/** What is to be made of a base. */
interface Plan {
  base: Base;
  how: Evolution["how"];
  /** In words; also part of what the evolved instruction is known by. */
  wanted: string;
  /** The base's, changed as wanted; null where the base has none. */
  specification: InstructionSpecification | null;
}

const ways = ["harder", "other-domain", "other-audience"] as const;
const addedFeatures = 2;

/**
 * Makes further instructions out of those of the run, until it holds `count` such ones: in turn more demanding, for
 * another subject, for other users. Its application type and colors stay, and so does its specification, but for what
 * was changed. Instructions that do not fix both colors are no bases, nor are evolved ones. Without a base nothing is made.
 * Throws what `fillSlots` throws.
 */
export async function* evolveInstructions(options: EvolveOptions): AsyncGenerator<SynthesisOutcome> {
  const { seed, count, existing, taxonomy, prompts } = options;
  const bases = createRandom(seedFrom(seed, "bases")).shuffle(existing.flatMap(toBase));
  if (bases.length === 0) return;
  const familiesOf = createFamilyReader(taxonomy.featureFamilies);
  const planOf = (draw: Draw): Plan => planEvolution(draw, { seed, bases, taxonomy });
  const idOf = (draw: Draw): string => {
    const { base, how, wanted } = planOf(draw);
    return `evo-${hashOf([seed, draw, base.id, base.instruction, how, wanted]).slice(0, 12)}`;
  };
  const { maxAttempts, maxDraws } = attemptsOf(options);
  const length = options.length ?? publishedLength;
  yield* fillSlots({
    ...fillingOf(options, openDoor(options, familiesOf)),
    slots: openSlots({ count, maxDraws, existing, idOf }),
    propose: (draw) => {
      const plan = planOf(draw);
      const { backgroundColor, componentColor, instruction } = plan.base;
      return {
        id: idOf(draw),
        applicationType: plan.base.applicationType,
        facets: facetsOf(
          {
            instruction: `${instruction} ${plan.wanted}`,
            application_type: plan.base.applicationType,
            source: { specification: plan.specification },
          },
          familiesOf,
        ),
        request: prompts.render("synthesize-evolve", {
          ...{ instruction, backgroundColor, componentColor },
          change: renderChange(plan, prompts),
          minWords: String(length.minWords),
          maxWords: String(length.maxWords),
        }),
        shape: { ...length, backgroundColor, componentColor },
        purpose: `evolution-${draw.slot}-${draw.attempt}`,
        source: {
          ...{ kind: "evolved", line: null, specification: plan.specification, label: options.label },
          evolution: { base: plan.base.id, how: plan.how, wanted: plan.wanted },
        },
      };
    },
    maxAttempts,
    maxDraws,
  });
}

function toBase({ id, instruction, application_type, source }: Instruction): Base[] {
  if (source.kind === "evolved") return [];
  const { background, component } = requestedColors(instruction);
  if (background === null || component === null) return [];
  return [
    {
      ...{ id, instruction, applicationType: application_type, specification: source.specification },
      backgroundColor: background.words,
      componentColor: component.words,
    },
  ];
}

/** Slots take bases in turn, and ways in turn as well, so that a base met again is changed in another way. */
function planEvolution(
  { slot, attempt }: Draw,
  from: { seed: number; bases: readonly Base[]; taxonomy: Taxonomy },
): Plan {
  const { seed, bases, taxonomy } = from;
  const base = bases[slot % bases.length];
  const how = ways[(slot + Math.floor(slot / bases.length)) % ways.length];
  if (base === undefined || how === undefined) throw new RangeError("Nothing to evolve from");
  const random = createRandom(seedFrom(seed, "evolution", slot, attempt, base.id));
  const type = typeOf(base, taxonomy);
  const known = base.specification;
  switch (how) {
    case "harder": {
      const others = type.features.filter((feature) => !known?.features.includes(feature));
      const features = random.shuffle(others).slice(0, addedFeatures);
      return {
        ...{ base, how, wanted: features.join("; ") },
        specification: known && { ...known, features: [...known.features, ...features] },
      };
    }
    case "other-domain": {
      const domain = random.pick(type.domains.filter((one) => one !== known?.domain));
      return { base, how, wanted: domain, specification: known && { ...known, domain } };
    }
    case "other-audience": {
      const audience = random.pick(type.audiences.filter((one) => one !== known?.audience));
      return { base, how, wanted: audience, specification: known && { ...known, audience } };
    }
  }
}

/** A type that the taxonomy does not know borrows from the one its id falls on. */
function typeOf(base: Base, { applicationTypes }: Taxonomy): ApplicationType {
  const type =
    applicationTypes.find(({ name }) => name === base.applicationType) ??
    applicationTypes[seedFrom(base.id) % applicationTypes.length];
  if (type === undefined) throw new RangeError("The taxonomy has no application type");
  return type;
}

function renderChange({ how, wanted }: Plan, prompts: Pick<PromptSet, "render">): string {
  switch (how) {
    case "harder":
      return prompts.render("synthesize-evolve-harder", { features: wanted });
    case "other-domain":
      return prompts.render("synthesize-evolve-domain", { domain: wanted });
    case "other-audience":
      return prompts.render("synthesize-evolve-audience", { audience: wanted });
  }
}

/** The slots that no earlier start has filled, no more than are missing: bases that came since have moved the slots. */
function openSlots(options: {
  count: number;
  maxDraws: number;
  existing: readonly Instruction[];
  idOf(draw: Draw): string;
}): number[] {
  const { count, maxDraws, existing, idOf } = options;
  const ids = new Set(existing.flatMap(({ id, source }) => (source.kind === "evolved" ? [id] : [])));
  const slots = Array.from({ length: count }, (_, slot) => slot);
  const attempts = Array.from({ length: maxDraws }, (_, attempt) => attempt);
  return slots
    .filter((slot) => !attempts.some((attempt) => ids.has(idOf({ slot, attempt }))))
    .slice(0, Math.max(0, count - ids.size));
}
