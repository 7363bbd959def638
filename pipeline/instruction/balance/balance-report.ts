import {
  type ContaminationFinding,
  ContaminationIndex,
  type ContaminationOptions,
  type TestInstruction,
  tellingWords,
} from "../contamination-index.ts";
import { type FacetedInstruction, facetsOf } from "../facets.ts";
import { createFamilyReader } from "../feature-families.ts";
import { countWords } from "../instruction-shape.ts";
import type { Taxonomy } from "../taxonomy.ts";
import { textWords } from "../text-words.ts";
import { type Distribution, describeDistribution } from "./distribution.ts";
import { clusterDuplicates, type DuplicateCluster } from "./duplicate-clusters.ts";
import { countFacet, type FacetCounts } from "./facet-counts.ts";
import { findNearestNeighbours, type Neighbours } from "./nearest-neighbours.ts";

/** What a set of instructions is made of, and how its members stand to each other and to test sets. */
export interface BalanceReport {
  count: number;
  /** Words per instruction, as white space divides them; null for an empty set. */
  words: Distribution | null;
  vocabulary: { distinct: number; total: number; occurringOnce: number };
  applicationTypes: FacetCounts;
  backgroundColors: FacetCounts;
  componentColors: FacetCounts;
  featureFamilies: FacetCounts;
  /** Instructions that fix no background color, or no component color. */
  withoutColors: number;
  /** Distances to the nearest neighbour (see Neighbours); null where there are fewer than two. */
  distances: Distribution | null;
  /** Pairs, each once. */
  closest: Neighbours[];
  clusters: DuplicateCluster[];
  /** One for each test set. */
  contamination: TestSetContact[];
}

/** How close a set of instructions is to a test set. */
export interface TestSetContact {
  testSet: string;
  tests: number;
  /** Instructions that are too close to a test, with the worst finding of each. */
  accused: { id: string; finding: ContaminationFinding }[];
  /** Of each instruction the word overlap with the nearest test. */
  overlaps: Distribution | null;
}

export interface BalanceOptions extends ContaminationOptions {
  instructions: readonly (FacetedInstruction & { id: string })[];
  taxonomy: Taxonomy;
  tests: readonly TestInstruction[];
}

const listedPairs = 10;
const wordBin = 10;
const shareBin = 0.05;

/** Measures a set of instructions. Pure. */
export function measureBalance({ instructions, taxonomy, tests, ...options }: BalanceOptions): BalanceReport {
  const familiesOf = createFamilyReader(taxonomy.featureFamilies);
  const facets = instructions.map((one) => facetsOf(one, familiesOf));
  const worded = instructions.map(({ id, instruction }) => ({ id, all: textWords(instruction) }));
  const neighbours = findNearestNeighbours(worded.map(({ id, all }) => ({ id, words: tellingWords(all) })));
  return {
    count: instructions.length,
    words: describeDistribution(
      instructions.map(({ instruction }) => countWords(instruction)),
      wordBin,
    ),
    vocabulary: measureVocabulary(worded.map(({ all }) => all)),
    applicationTypes: countFacet(
      facets.map(({ applicationType }) => applicationType),
      taxonomy.applicationTypes.map(({ name }) => name),
    ),
    backgroundColors: countFacet(facets.flatMap(({ backgroundColor }) => backgroundColor ?? [])),
    componentColors: countFacet(facets.flatMap(({ componentColor }) => componentColor ?? [])),
    featureFamilies: countFacet(
      facets.flatMap(({ featureFamilies }) => featureFamilies),
      taxonomy.featureFamilies.map(({ name }) => name),
    ),
    withoutColors: facets.filter((one) => one.backgroundColor === null || one.componentColor === null).length,
    distances: describeDistribution(
      neighbours.map(({ distance }) => distance),
      shareBin,
    ),
    closest: distinctPairs(neighbours).slice(0, listedPairs),
    clusters: clusterDuplicates(instructions),
    contamination: Array.from(
      Map.groupBy(tests, ({ testSet }) => testSet),
      ([testSet, members]) => measureContact(instructions, { testSet, tests: members, options }),
    ),
  };
}

/** Two that are each other's nearest are one pair. */
function distinctPairs(neighbours: readonly Neighbours[]): Neighbours[] {
  const seen = new Set<string>();
  return neighbours.filter(({ id, nearest }) => {
    if (seen.has(`${nearest} ${id}`)) return false;
    seen.add(`${id} ${nearest}`);
    return true;
  });
}

function measureVocabulary(texts: readonly (readonly string[])[]): BalanceReport["vocabulary"] {
  const counts = new Map<string, number>();
  let total = 0;
  for (const words of texts) {
    total += words.length;
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const occurringOnce = counts.values().reduce((sum, count) => sum + (count === 1 ? 1 : 0), 0);
  return { distinct: counts.size, total, occurringOnce };
}

function measureContact(
  instructions: BalanceOptions["instructions"],
  against: { testSet: string; tests: readonly TestInstruction[]; options: ContaminationOptions },
): TestSetContact {
  const { testSet, tests, options } = against;
  const index = new ContaminationIndex(tests, options);
  return {
    testSet,
    tests: tests.length,
    accused: instructions.flatMap(({ id, instruction }) =>
      index
        .find(instruction)
        .slice(0, 1)
        .map((finding) => ({ id, finding })),
    ),
    overlaps: describeDistribution(
      instructions.flatMap(({ instruction }) => index.nearest(instruction)?.wordOverlap ?? []),
      shareBin,
    ),
  };
}
