import { existsSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { errorMessage } from "../../../pipeline/errors.ts";
import type { RunPaths } from "../../../pipeline/run/run-paths.ts";
import type { SearchResult } from "../views/addresses.ts";
import { SearchDatabase } from "./search-database.ts";
import { searchExpression } from "./search-query.ts";

/** What the indexing thread is asked. */
export interface IndexRequest {
  dir: string;
  ids: readonly string[];
}

/** What it tells. */
export type IndexAnswer =
  | { kind: "progress"; indexed: number }
  | { kind: "done"; indexed: number }
  | { kind: "failed"; message: string };

export interface SearchIndexOptions {
  paths: RunPaths;
  onIndexed(indexed: number): void;
  /** Searching goes on with what was indexed before. */
  onProblem(message: string): void;
}

/** Texts of one trajectory at a time: a small heap is enough, and keeps the process small. */
const resourceLimits = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 192 };

/** Full-text search over a run. The index is brought up to date in a thread of its own, which ends when it is. */
export class SearchIndex implements AsyncDisposable {
  readonly #options: SearchIndexOptions;
  #database: SearchDatabase | null = null;
  #indexed = 0;
  #worker: Worker | null = null;
  #waiting = new Set<string>();
  #closed = false;

  constructor(options: SearchIndexOptions) {
    this.#options = options;
  }

  get indexed(): number {
    return this.#indexed;
  }

  /** Has these trajectories indexed, as far as they have changed. Returns at once. */
  update(ids: Iterable<string>): void {
    for (const id of ids) this.#waiting.add(id);
    if (this.#worker === null) this.#start();
  }

  /** Trajectories in which all that was typed is found. `of`: how many the run has. */
  search(typed: string, of: number): SearchResult {
    const expression = searchExpression(typed);
    const database = this.#reading();
    const ids = expression === null || database === null ? [] : database.find(expression);
    return { ids, indexed: Math.min(this.#indexed, of), of };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await this.#worker?.terminate();
    this.#database?.[Symbol.dispose]();
    this.#database = null;
  }

  #start(): void {
    if (this.#closed || this.#waiting.size === 0) return;
    const ids = [...this.#waiting];
    this.#waiting = new Set();
    const worker = new Worker(new URL("./search-thread.ts", import.meta.url), { resourceLimits });
    this.#worker = worker;
    worker.on("message", (answer: IndexAnswer) => this.#take(answer, worker));
    worker.on("error", (error) => this.#options.onProblem(errorMessage(error)));
    worker.once("exit", () => {
      this.#worker = null;
      this.#start();
    });
    worker.postMessage({ dir: this.#options.paths.dir, ids } satisfies IndexRequest);
  }

  #take(answer: IndexAnswer, worker: Worker): void {
    if (answer.kind === "failed") this.#options.onProblem(answer.message);
    else {
      this.#indexed = answer.indexed;
      this.#options.onIndexed(answer.indexed);
    }
    if (answer.kind !== "progress") void worker.terminate();
  }

  #reading(): SearchDatabase | null {
    const { searchIndex: path } = this.#options.paths;
    if (this.#closed) return null;
    if (this.#database === null && this.#indexed > 0 && existsSync(path))
      this.#database = SearchDatabase.openForReading(path);
    return this.#database;
  }
}
