import type { InstructionSpecification } from "../contracts/generated/instruction-specification.ts";
import { createRandom, type Random } from "../random/random.ts";
import { hashOf, seedFrom } from "../run/digest.ts";
import type { ApplicationType, Taxonomy } from "./taxonomy.ts";

export type { InstructionSpecification };

/** A place in the set to be delivered, and how often it has been tried to fill. */
export interface Draw {
  /** 0-based place; places of one application type recur every so many. */
  slot: number;
  /** 0 first; each candidate that is dropped is replaced by the next attempt's. */
  attempt: number;
}

export interface SpecificationSampler {
  /** What is asked for. The slot fixes the application type; the attempt varies all else. */
  sample(draw: Draw): InstructionSpecification;
  /** A stable id for what a draw asks for. */
  idOf(draw: Draw): string;
}

const minFeatures = 3;
const maxFeatures = 6;

/**
 * Samples specifications: application types in turn, so that any first n of them are balanced within one; domains and
 * colour pairs in turn as well, in an order of the seed's; audience and features by chance. A draw depends on the seed
 * and itself only, so a longer set begins with the shorter one.
 */
export function createSpecificationSampler(options: {
  seed: number;
  applicationTypes: readonly ApplicationType[];
  colorPairs: Taxonomy["colorPairs"];
}): SpecificationSampler {
  const { seed } = options;
  const orderOf = <T>(name: string, items: readonly T[]): T[] =>
    createRandom(seedFrom(seed, "order", name)).shuffle(items);
  const types = orderOf("types", options.applicationTypes);
  const domains = new Map(types.map((type) => [type.name, orderOf(type.name, type.domains)]));
  const colorPairs = orderOf("colors", options.colorPairs);

  const sample = ({ slot, attempt }: Draw): InstructionSpecification => {
    const type = inTurn(types, slot);
    const round = Math.floor(slot / types.length);
    const random = createRandom(seedFrom(seed, "draw", slot, attempt));
    const colors = inTurn(colorPairs, slot + attempt);
    return {
      applicationType: type.name,
      domain: inTurn(domains.get(type.name) ?? [], round + attempt),
      audience: random.pick(type.audiences),
      features: someOf(type.features, random),
      backgroundColor: colors.background,
      componentColor: colors.component,
    };
  };
  return {
    sample,
    idOf: (draw) => `syn-${hashOf([seed, draw, sample(draw)]).slice(0, 12)}`,
  };
}

function inTurn<T>(items: readonly T[], turn: number): T {
  const item = items[turn % items.length];
  if (item === undefined) throw new RangeError("Nothing to sample from");
  return item;
}

function someOf(features: readonly string[], random: Random): string[] {
  const count = minFeatures + random.below(maxFeatures - minFeatures + 1);
  return random.shuffle(features).slice(0, count);
}
