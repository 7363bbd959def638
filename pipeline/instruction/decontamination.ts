import type { EmbeddingPort } from "../model/model-port.ts";
import {
  type ContaminationFinding,
  ContaminationIndex,
  type ContaminationOptions,
  type TestInstruction,
} from "./contamination-index.ts";
import { EmbeddingIndex, publishedCosine } from "./embedding-index.ts";
import { longestSharedRun, textWords } from "./text-words.ts";

export interface DecontaminationOptions extends ContaminationOptions {
  /** What turns texts into vectors, for the step after the lexical ones (default: that step is left out). */
  embeddings?: EmbeddingPort;
  /** Default: as published, 0.55. */
  minCosine?: number;
}

/** Texts embedded with one call. */
const batchSize = 64;

/**
 * Holds texts against test instructions: first by their words, then, for those that pass and where an embedding model is
 * there, by meaning.
 */
export class Decontamination {
  readonly #tests: readonly TestInstruction[];
  readonly #lexical: ContaminationIndex;
  readonly #embeddings: EmbeddingPort | null;
  readonly #minCosine: number;
  #vectors: Promise<EmbeddingIndex> | null = null;

  constructor(tests: readonly TestInstruction[], options: DecontaminationOptions = {}) {
    this.#tests = tests;
    this.#lexical = new ContaminationIndex(tests, options);
    this.#embeddings = options.embeddings ?? null;
    this.#minCosine = options.minCosine ?? publishedCosine;
  }

  /**
   * For each text what it is too close to, the worst first; nothing for a clean one.
   * Throws what the embedding port throws.
   */
  async find(texts: readonly string[]): Promise<ContaminationFinding[][]> {
    const found = texts.map((text) => this.#lexical.find(text));
    if (this.#embeddings === null || this.#tests.length === 0) return found;
    const clean = [...texts.entries()].filter(([at]) => found[at]?.length === 0);
    for (let from = 0; from < clean.length; from += batchSize) {
      const batch = clean.slice(from, from + batchSize);
      const findings = await this.#findByMeaning(
        this.#embeddings,
        batch.map(([, text]) => text),
      );
      for (const [nth, [at]] of batch.entries()) found[at] = findings[nth] ?? [];
    }
    return found;
  }

  async #findByMeaning(port: EmbeddingPort, texts: readonly string[]): Promise<ContaminationFinding[][]> {
    this.#vectors ??= port
      .embed({ purpose: "test-instructions", texts: this.#tests.map(({ instruction }) => instruction) })
      .then((vectors) => new EmbeddingIndex(vectors));
    const index = await this.#vectors;
    const vectors = await port.embed({ purpose: "contamination", texts });
    return vectors.map((vector, nth) => {
      const nearest = index.nearest(vector);
      const test = this.#tests[nearest?.at ?? -1];
      if (nearest === null || test === undefined || nearest.cosine < this.#minCosine) return [];
      return [
        {
          testSet: test.testSet,
          testId: test.id,
          rule: "embedding-cosine",
          score: nearest.cosine,
          threshold: this.#minCosine,
          matchedText: longestSharedRun(textWords(texts[nth] ?? ""), textWords(test.instruction)),
        },
      ];
    });
  }
}
