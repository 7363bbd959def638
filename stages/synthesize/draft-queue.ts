import PQueue from "p-queue";
import { InfrastructureError, ItemError, StopError } from "../../pipeline/errors.ts";
import type { Draw } from "../../pipeline/instruction/specification-sampler.ts";
import type { Draft } from "./draft-instruction.ts";

/** What became of one request for a draft. */
export type DraftResult =
  | { kind: "drafted"; draft: Draft }
  /** This candidate cannot be had; another one may. */
  | { kind: "failed"; error: InfrastructureError | ItemError }
  /** No further candidate can be had. */
  | { kind: "halted"; error: unknown };

/** So many candidates in a row that no model answered for: the endpoint is down, not the candidates bad. */
const faultsInARow = 5;

/** Drafts candidates, so many at a time, in the order they were asked for; urgent ones go first. */
export class DraftQueue implements AsyncDisposable {
  readonly #queue: PQueue;
  readonly #make: (draw: Draw) => Promise<Draft>;
  readonly #signal: AbortSignal;
  #faults = 0;
  #halt: { kind: "halted"; error: unknown } | null = null;

  constructor(options: { concurrency: number; make(draw: Draw): Promise<Draft>; signal: AbortSignal }) {
    this.#queue = new PQueue({ concurrency: options.concurrency });
    this.#make = options.make;
    this.#signal = options.signal;
  }

  /** Never rejects: the result tells. */
  draft(draw: Draw, options: { urgent: boolean }): Promise<DraftResult> {
    return this.#queue.add(() => this.#run(draw), { priority: options.urgent ? 1 : 0 });
  }

  async #run(draw: Draw): Promise<DraftResult> {
    if (this.#signal.aborted) this.#halt ??= { kind: "halted", error: stopReason(this.#signal) };
    if (this.#halt !== null) return this.#halt;
    try {
      const draft = await this.#make(draw);
      this.#faults = 0;
      return { kind: "drafted", draft };
    } catch (error) {
      this.#faults++;
      const isOwn = error instanceof InfrastructureError || error instanceof ItemError;
      if (isOwn && this.#faults < faultsInARow) return { kind: "failed", error };
      this.#halt ??= { kind: "halted", error };
      return this.#halt;
    }
  }

  /** Drops what waits and awaits what is under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#queue.clear();
    await this.#queue.onIdle();
  }
}

function stopReason(signal: AbortSignal): Error {
  return signal.reason instanceof StopError
    ? signal.reason
    : new StopError("stopped", { cause: signal.reason });
}
