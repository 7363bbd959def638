/** Above these an instruction counts as a copy of a test instruction (published values). */
export interface ContaminationThresholds {
  /** Word 5-grams in both, as a share of those in either. */
  fiveGramJaccard: number;
  /** Distinct words in both, as a share of the text with fewer; words that every instruction has do not count. */
  wordOverlap: number;
}

export const publishedThresholds: ContaminationThresholds = { fiveGramJaccard: 0.6, wordOverlap: 0.6 };

/** A test instruction that a text is too close to, and what shows it. */
export interface ContaminationFinding {
  testId: string;
  rule: "five-gram-jaccard" | "word-overlap";
  /** 0 to 1; above the rule's threshold. */
  score: number;
  threshold: number;
  /** The longest run of words that both texts have. */
  matchedText: string;
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
  testId,
  rule,
  score,
  threshold,
  matchedText,
}: ContaminationFinding): string {
  return `${rule} ${score.toFixed(2)} (limit ${threshold}) with test ${testId}; both say ${JSON.stringify(matchedText)}`;
}

interface TestEntry {
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

  constructor(
    tests: Iterable<{ id: string; instruction: string }>,
    thresholds: ContaminationThresholds = publishedThresholds,
  ) {
    this.#thresholds = thresholds;
    for (const { id, instruction } of tests) {
      const words = wordsOf(instruction);
      const distinct = tellingWords(words);
      const grams = fiveGrams(words);
      const at = this.#tests.push({ id, words, wordCount: distinct.size, gramCount: grams.size }) - 1;
      for (const word of distinct) push(this.#byWord, word, at);
      for (const gram of grams) push(this.#byGram, gram, at);
    }
  }

  /** Every test instruction the text is too close to, by each rule it breaks; the worst first. */
  find(text: string): ContaminationFinding[] {
    const words = wordsOf(text);
    const distinct = tellingWords(words);
    const grams = fiveGrams(words);
    const sharedWords = this.#countShared(distinct, this.#byWord);
    const sharedGrams = this.#countShared(grams, this.#byGram);
    const findings: ContaminationFinding[] = [];
    for (const [at, test] of this.#tests.entries()) {
      const inBoth = sharedGrams[at] ?? 0;
      const scores = [
        {
          rule: "five-gram-jaccard",
          score: ratio(inBoth, grams.size + test.gramCount - inBoth),
          threshold: this.#thresholds.fiveGramJaccard,
        },
        {
          rule: "word-overlap",
          score: ratio(sharedWords[at] ?? 0, Math.min(distinct.size, test.wordCount)),
          threshold: this.#thresholds.wordOverlap,
        },
      ] as const;
      for (const found of scores) {
        if (found.score > found.threshold)
          findings.push({ testId: test.id, ...found, matchedText: longestSharedRun(words, test.words) });
      }
    }
    return findings.sort((a, b) => b.score - a.score);
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

function wordsOf(text: string): string[] {
  return (
    text
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

function tellingWords(words: readonly string[]): Set<string> {
  return new Set(words.filter((word) => !templateWords.has(word)));
}

function fiveGrams(words: readonly string[]): Set<string> {
  return new Set(
    Array.from({ length: Math.max(0, words.length - 4) }, (_, at) => words.slice(at, at + 5).join(" ")),
  );
}

/** The longest run of equal words: one row of the usual table is enough. */
function longestSharedRun(words: readonly string[], others: readonly string[]): string {
  let best = { length: 0, end: 0 };
  let previous = new Uint32Array(others.length + 1);
  for (const [row, word] of words.entries()) {
    const current = new Uint32Array(others.length + 1);
    for (const [column, other] of others.entries()) {
      if (word !== other) continue;
      const length = (previous[column] ?? 0) + 1;
      current[column + 1] = length;
      if (length > best.length) best = { length, end: row + 1 };
    }
    previous = current;
  }
  return words.slice(best.end - best.length, best.end).join(" ");
}
