import type { ContaminationFinding } from "../contracts/generated/candidate.ts";
import { longestSharedRun, textWords } from "./text-words.ts";

export type { ContaminationFinding };

/** Above these an instruction counts as a copy of a test instruction (published values). */
export interface ContaminationThresholds {
  /** Word 5-grams in both, as a share of those in either. */
  fiveGramJaccard: number;
  /** Distinct words in both, as a share of the text with fewer; words that every instruction has do not count. */
  wordOverlap: number;
}

export const publishedThresholds: ContaminationThresholds = { fiveGramJaccard: 0.6, wordOverlap: 0.6 };

/** An instruction that nothing may come too close to, and the test set it is of. */
export interface TestInstruction {
  testSet: string;
  id: string;
  instruction: string;
}

export interface ContaminationOptions {
  thresholds?: ContaminationThresholds;
  /** Count the words that every instruction has in the word overlap, as published (default: they do not count). */
  plainWords?: boolean;
}

/**
 * Words that make up half of a short instruction whatever it asks for. Counted, they alone would put a quarter of the
 * published training set above the published threshold.
 */
const templateWords = new Set(
  "a able all also an and application as background be by can color colors component components for from have in is it its of on or please implement should such system that the their to use user users web website with functionalities functionality functions".split(
    " ",
  ),
);

/** A finding in words: which test, by which rule, and the evidence. */
export function contaminationDetail({
  testSet,
  testId,
  rule,
  score,
  threshold,
  matchedText,
}: ContaminationFinding): string {
  return `${rule} ${score.toFixed(2)} (limit ${threshold}) with test ${testId} of ${testSet}; both say ${JSON.stringify(matchedText)}`;
}

interface TestEntry {
  testSet: string;
  id: string;
  words: string[];
  wordCount: number;
  gramCount: number;
}

/**
 * Finds copies of test instructions by their words. The tests are indexed by word and by word 5-gram, so that looking a
 * text up costs about the same for one test or for thousands of which it shares little.
 */
export class ContaminationIndex {
  readonly #tests: TestEntry[] = [];
  readonly #byWord = new Map<string, number[]>();
  readonly #byGram = new Map<string, number[]>();
  readonly #thresholds: ContaminationThresholds;
  readonly #distinctWords: (words: readonly string[]) => Set<string>;

  constructor(tests: Iterable<TestInstruction>, options: ContaminationOptions = {}) {
    this.#thresholds = options.thresholds ?? publishedThresholds;
    this.#distinctWords = options.plainWords === true ? (words) => new Set(words) : tellingWords;
    for (const { testSet, id, instruction } of tests) {
      const words = textWords(instruction);
      const distinct = this.#distinctWords(words);
      const grams = fiveGrams(words);
      const at =
        this.#tests.push({ testSet, id, words, wordCount: distinct.size, gramCount: grams.size }) - 1;
      for (const word of distinct) push(this.#byWord, word, at);
      for (const gram of grams) push(this.#byGram, gram, at);
    }
  }

  /** Every test instruction the text is too close to, by each rule it breaks; the worst first. */
  find(text: string): ContaminationFinding[] {
    const words = textWords(text);
    return this.#score(words)
      .filter(({ score, threshold }) => score > threshold)
      .map(({ test, ...found }) => ({
        ...{ testSet: test.testSet, testId: test.id },
        ...found,
        matchedText: longestSharedRun(words, test.words),
      }))
      .sort((a, b) => b.score - a.score);
  }

  /** The test instruction with the highest word overlap, however low; null when there is none. */
  nearest(
    text: string,
  ): { testSet: string; testId: string; wordOverlap: number; matchedText: string } | null {
    const words = textWords(text);
    const overlaps = this.#score(words).filter(({ rule }) => rule === "word-overlap");
    const [first, ...others] = overlaps;
    if (first === undefined) return null;
    const { test, score } = others.reduce((best, one) => (one.score > best.score ? one : best), first);
    return {
      ...{ testSet: test.testSet, testId: test.id, wordOverlap: score },
      matchedText: longestSharedRun(words, test.words),
    };
  }

  /** How close a text is to each test, by each rule. */
  #score(words: readonly string[]) {
    const distinct = this.#distinctWords(words);
    const grams = fiveGrams(words);
    const sharedWords = this.#countShared(distinct, this.#byWord);
    const sharedGrams = this.#countShared(grams, this.#byGram);
    return this.#tests.flatMap((test, at) => {
      const inBoth = sharedGrams[at] ?? 0;
      return [
        {
          ...{ test, threshold: this.#thresholds.fiveGramJaccard },
          rule: "five-gram-jaccard" as const,
          score: ratio(inBoth, grams.size + test.gramCount - inBoth),
        },
        {
          ...{ test, threshold: this.#thresholds.wordOverlap },
          rule: "word-overlap" as const,
          score: ratio(sharedWords[at] ?? 0, Math.min(distinct.size, test.wordCount)),
        },
      ];
    });
  }

  #countShared(features: Iterable<string>, index: ReadonlyMap<string, number[]>): Uint32Array {
    const counts = new Uint32Array(this.#tests.length);
    for (const feature of features) {
      for (const at of index.get(feature) ?? []) counts[at] = (counts[at] ?? 0) + 1;
    }
    return counts;
  }
}

function push(index: Map<string, number[]>, key: string, at: number): void {
  const known = index.get(key);
  if (known === undefined) index.set(key, [at]);
  else known.push(at);
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** The distinct words that say what a text is about. */
export function tellingWords(words: readonly string[]): Set<string> {
  return new Set(words.filter((word) => !templateWords.has(word)));
}

function fiveGrams(words: readonly string[]): Set<string> {
  return new Set(
    Array.from({ length: Math.max(0, words.length - 4) }, (_, at) => words.slice(at, at + 5).join(" ")),
  );
}
