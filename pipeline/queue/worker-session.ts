import { setTimeout as delay } from "node:timers/promises";
import type { QueuePlan } from "../contracts/generated/queue-state.ts";
import { StopError, UserError } from "../errors.ts";
import { readOwner } from "../run/store-fence.ts";
import { endedWithin } from "./ended-within.ts";
import { startHeartbeat } from "./heartbeat.ts";
import type { SharedState } from "./shared-state.ts";

export interface WorkerSessionOptions {
  state: SharedState;
  name: string;
  /** Host and process, for the reader. */
  place: string;
  concurrency: number;
  /** After so long without a sign of life it is taken for dead. Milliseconds. */
  leaseMs: number;
}

/** What a plan must agree with a worker in. */
export type WorkerTerms = Pick<QueuePlan, "version" | "codeHash" | "configHash" | "promptSetHash">;

const waitForPlanMs = 500;

/** Waits until a run is planned and goes on. Throws the signal's reason. */
export async function awaitPlan(
  state: SharedState,
  signal: AbortSignal,
  onWait: () => void,
): Promise<QueuePlan> {
  for (let told = false; ; ) {
    signal.throwIfAborted();
    const { plan } = (await state.read()).state;
    if (plan?.phase === "running") return plan;
    if (!told) onWait();
    told = true;
    await delay(waitForPlanMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

/** Throws UserError when a worker would not record what the planner planned: each difference is named. */
export function checkTerms(plan: WorkerTerms, own: WorkerTerms): void {
  const differences = [
    plan.version !== own.version && `webgen-curator ${plan.version} there, ${own.version} here`,
    plan.version === own.version && plan.codeHash !== own.codeHash && "the program's code",
    plan.configHash !== own.configHash && "the configuration",
    plan.promptSetHash !== own.promptSetHash && "the prompt set",
  ].filter((difference) => difference !== false);
  if (differences.length === 0) return;
  throw new UserError(
    `This worker differs from the planner in: ${differences.join("; ")}. What it recorded would not be the run's. Install the planner's version, or give it the planner's run folder and configuration.`,
  );
}

/** A worker's presence: what it says of itself, and what it hears of the plan. */
export class WorkerSession implements AsyncDisposable {
  readonly #options: WorkerSessionOptions;
  readonly #drained = new AbortController();
  readonly #stopped = new AbortController();
  #running: readonly string[] = [];
  #heartbeat: AsyncDisposable | null = null;

  constructor(options: WorkerSessionOptions) {
    this.#options = options;
  }

  /** Aborted once nothing more shall be begun: the run is done, or drained. */
  get drained(): AbortSignal {
    return this.#drained.signal;
  }

  /** Aborted once work under way shall be put down. */
  get stopped(): AbortSignal {
    return this.#stopped.signal;
  }

  async begin(): Promise<void> {
    this.#heartbeat = await startHeartbeat(
      this.#options.leaseMs / 4,
      () => this.#say(),
      (error) => this.#stopped.abort(error),
    );
  }

  running(ids: readonly string[]): void {
    this.#running = ids;
    void this.#say().catch(() => undefined);
  }

  /**
   * Whether another worker is at a trajectory, as far as its owner and the signs of life tell. Where the server has just
   * come back, or lost its memory, its owner is given time to say so.
   */
  async isElsewhere(id: string, dir: string): Promise<boolean> {
    const { state, name, leaseMs } = this.#options;
    const owner = await readOwner(dir);
    if (owner === null || owner.name === name) return false;
    const { state: now, nowMs } = await state.read();
    const { plan, workers } = now;
    if (plan === null || !state.isReliable || nowMs < plan.since + leaseMs / 2) return true;
    return Object.entries(workers).some(
      ([other, { running, until }]) => other !== name && until >= nowMs && running.includes(id),
    );
  }

  /** Lets one worker at a time do something for all; the turn of a dead one ends with its lease. */
  async takeTurn(what: string, signal: AbortSignal): Promise<AsyncDisposable> {
    const { state, name } = this.#options;
    for (;;) {
      const isOurs = await state.update((draft) => {
        draft.leases[what] ??= name;
        return draft.leases[what] === name;
      });
      if (isOurs) break;
      await delay(200, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
    return {
      [Symbol.asyncDispose]: async () => {
        await state.update((draft) => {
          if (draft.leases[what] === name) delete draft.leases[what];
        });
      },
    };
  }

  async #say(): Promise<void> {
    const { state, name, place, concurrency, leaseMs } = this.#options;
    const plan = await state.update((draft, nowMs) => {
      draft.workers[name] = { place, until: nowMs + leaseMs, concurrency, running: [...this.#running] };
      return draft.plan;
    });
    if (plan === null) return;
    if (plan.phase === "done" || plan.phase === "draining") this.#drained.abort();
    if (plan.phase === "stopped")
      this.#stopped.abort(new StopError(`The planner has stopped: ${plan.reason ?? "for no given reason"}`));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#heartbeat?.[Symbol.asyncDispose]();
    const { state, name } = this.#options;
    const left = state.update((draft) => {
      delete draft.workers[name];
    });
    await endedWithin(1_000, left);
  }
}
