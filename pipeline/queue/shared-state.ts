import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { QueueState } from "../contracts/generated/queue-state.ts";
import { checkContract } from "../contracts/validators.ts";
import { StopError, UserError } from "../errors.ts";
import { onceThere, type Patience } from "./once-there.ts";
import type { StateReply, StateServer } from "./state-server.ts";

/** An answer that took longer says that the server was away. */
const awayMs = 1_000;

export function emptyState(): QueueState {
  return {
    schema: "queue-state.v1",
    planner: null,
    plan: null,
    workers: {},
    budget: null,
    endpoints: {},
    leases: {},
  };
}

/** Changes the state in place and returns a result. It may be called several times, and must depend on nothing else. */
export type StateChange<Result> = (state: QueueState, nowMs: number) => Result;

interface Pending {
  apply: StateChange<unknown>;
  resolve(result: never): void;
  reject(error: unknown): void;
}

/**
 * What planner and workers share, in one text on the queue server that is replaced atomically: who is there, what is
 * planned, what calls hold. Changes of one process that meet are written together. Time is the server's, carried on by
 * this machine's monotonic clock, so that a wall clock that jumps moves no lease and no limit.
 */
export class SharedState implements AsyncDisposable {
  readonly #server: StateServer;
  readonly #patience: Required<Patience>;
  readonly #closed = new AbortController();
  #reliableFrom = Number.NEGATIVE_INFINITY;
  #known: { version: string | null; state: QueueState; clockOffsetMs: number } | null = null;
  #pending: Pending[] = [];
  #isWriting = false;

  /** `stopped` is aborted when this process is to end: then nobody waits long for a server that is away. */
  constructor(server: StateServer, stopped: AbortSignal = new AbortController().signal) {
    this.#server = server;
    this.#patience = { stopped, closed: this.#closed.signal };
  }

  /** Whether the server has been there long enough, half a lease, for all who live to have said so. */
  get isReliable(): boolean {
    return performance.now() >= this.#reliableFrom;
  }

  /** The state as last seen; null before the first look. */
  get lastSeen(): QueueState | null {
    return this.#known?.state ?? null;
  }

  async read(): Promise<{ state: QueueState; nowMs: number }> {
    const reply = await this.#timed(() => this.#server.read());
    const known = this.#learn(reply);
    return { state: known.state, nowMs: reply.nowMs };
  }

  /** Waits while the server is away. Throws StopError once closed, or when the process is stopped meanwhile. */
  update<Result>(change: StateChange<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ apply: change, resolve, reject });
      if (!this.#isWriting) void this.#writeAll();
    });
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    while (this.#pending.length > 0) {
      const batch = this.#pending;
      this.#pending = [];
      try {
        await this.#write(batch);
      } catch (error) {
        const reason = this.#closed.signal.aborted
          ? new StopError("The queue was left.", { cause: error })
          : error;
        for (const { reject } of batch) reject(reason);
      }
    }
    this.#isWriting = false;
  }

  async #write(batch: readonly Pending[]): Promise<void> {
    for (let failures = 0; ; failures++) {
      const known = this.#known ?? this.#learn(await this.#timed(() => this.#server.read()));
      const state = structuredClone(known.state);
      const nowMs = performance.now() + known.clockOffsetMs;
      if (this.isReliable) forgetTheDead(state, nowMs);
      const results = batch.map(({ apply }) => outcomeOf(apply, state, nowMs));
      const next = { version: randomUUID(), text: JSON.stringify(state) };
      const reply = await this.#timed(() => this.#server.replace(known.version, next));
      this.#learn(reply, reply.replaced ? state : null);
      if (reply.replaced) {
        for (const [index, { resolve, reject }] of batch.entries()) {
          const outcome = results[index];
          if (outcome?.ok === true) resolve(outcome.result as never);
          else reject(outcome?.error);
        }
        return;
      }
      // who lost against another waits a little, by chance, so that they do not meet again
      if (failures > 0) await delay(Math.random() * Math.min(50, 2 ** failures));
    }
  }

  async #timed(ask: () => Promise<StateReply>): Promise<StateReply> {
    const asked = performance.now();
    const given = await onceThere(ask, this.#patience);
    const graceMs = (this.lastSeen?.plan?.leaseMs ?? 0) / 2;
    if (performance.now() - asked > awayMs) this.#reliableFrom = performance.now() + graceMs;
    return given;
  }

  #learn(reply: StateReply, written: QueueState | null = null) {
    const state = written ?? parseState(reply.text);
    const clockOffsetMs = reply.nowMs - performance.now();
    this.#known = { version: reply.version, state, clockOffsetMs };
    return this.#known;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort();
    await this.#server[Symbol.asyncDispose]();
  }
}

/** A change that refuses changes nothing, and hinders no other. */
function outcomeOf(
  apply: StateChange<unknown>,
  state: QueueState,
  nowMs: number,
): { ok: true; result: unknown } | { ok: false; error: unknown } {
  try {
    return { ok: true, result: apply(state, nowMs) };
  } catch (error) {
    return { ok: false, error };
  }
}

function parseState(text: string | null): QueueState {
  if (text === null) return emptyState();
  const checked = checkContract("queue-state", JSON.parse(text));
  if (checked.ok) return checked.value;
  throw new UserError(
    `The queue server holds a state of another version (${checked.problems[0]}). Use the same version of webgen-curator everywhere, or another queue with ?queue=NAME.`,
  );
}

/** A worker that gave no sign of life holds nothing any more. */
function forgetTheDead(state: QueueState, nowMs: number): void {
  for (const [name, { until }] of Object.entries(state.workers))
    if (until < nowMs) delete state.workers[name];
  const isDead = (worker: string): boolean => state.workers[worker] === undefined;
  for (const [name, worker] of Object.entries(state.leases)) if (isDead(worker)) delete state.leases[name];
  for (const { calls } of Object.values(state.endpoints))
    for (const [call, worker] of Object.entries(calls)) if (isDead(worker)) delete calls[call];
  const held = state.budget?.held ?? {};
  for (const [call, { worker }] of Object.entries(held)) if (isDead(worker)) delete held[call];
}
