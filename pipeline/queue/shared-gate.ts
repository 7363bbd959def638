import { setTimeout as delay } from "node:timers/promises";
import type { QueueState, SharedEndpointState } from "../contracts/generated/queue-state.ts";
import {
  type CallGate,
  EndpointGate,
  type GateEntry,
  type GateLimits,
  type Pass,
} from "../model/endpoint-gate.ts";
import { RateLimit } from "../model/rate-limit.ts";
import { newCallId } from "../run/call-id.ts";
import type { SharedState } from "./shared-state.ts";

/** Where another's call must end first, it is asked again after so long. Milliseconds. */
const askAgainMs = 100;
const longestWaitMs = 2_000;

export interface SharedGateOptions {
  state: SharedState;
  worker: string;
  /** Names the endpoint for all workers. */
  endpoint: string;
  /** Limits that hold for all workers together: those that the configuration states. */
  shared: Partial<GateLimits>;
  /** Most calls in flight of this worker. */
  concurrency: number;
}

/**
 * Lets calls to one endpoint through so that its limits hold for all workers together. What refusals teach of its pace,
 * each worker learns by itself. Calls in flight of a dead worker count no more.
 */
export class SharedGate implements CallGate {
  readonly #options: SharedGateOptions;
  readonly #own: EndpointGate;

  constructor(options: SharedGateOptions) {
    this.#options = options;
    this.#own = new EndpointGate({ concurrency: options.concurrency });
  }

  hold(waitMs: number): void {
    this.#own.hold(waitMs);
  }

  async enter(entry: GateEntry): Promise<Pass> {
    const pass = await this.#own.enter(entry);
    try {
      return await this.#enterShared(entry, pass);
    } catch (error) {
      pass.ended();
      throw error;
    }
  }

  async #enterShared({ tokens, signal }: GateEntry, pass: Pass): Promise<Pass> {
    const { state, worker, endpoint, shared } = this.#options;
    const call = newCallId();
    for (;;) {
      signal.throwIfAborted();
      const waitMs = await state.update((draft, nowMs) =>
        enterIn(draft, { endpoint, limits: shared, call, worker, tokens, nowMs }),
      );
      if (waitMs === 0) break;
      const jittered = Math.min(waitMs, longestWaitMs) * (0.8 + Math.random() / 2);
      await delay(jittered, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
    let open = true;
    const leave = (took: number): void => {
      if (!open) return;
      open = false;
      void state
        .update((draft, nowMs) =>
          leaveIn(draft, { endpoint, limits: shared, call, tokens: took - tokens, nowMs }),
        )
        .catch(() => undefined);
    };
    return {
      answered: (took) => {
        leave(took);
        pass.answered(took);
      },
      refused: (waitMs) => {
        leave(0);
        pass.refused(waitMs);
      },
      ended: () => {
        leave(0);
        pass.ended();
      },
    };
  }
}

interface Entering {
  endpoint: string;
  limits: Partial<GateLimits>;
  call: string;
  worker: string;
  tokens: number;
  nowMs: number;
}

/** Enters a call into the state, where the limits allow for it: 0; else how long to wait. Milliseconds. */
export function enterIn(state: QueueState, entering: Entering): number {
  const { endpoint, limits, call, worker, tokens, nowMs } = entering;
  state.endpoints[endpoint] ??= { calls: {}, requests: null, tokens: null };
  const shared = state.endpoints[endpoint];
  if (limits.concurrency !== undefined && Object.keys(shared.calls).length >= limits.concurrency)
    return askAgainMs;
  const [requests, taken] = levelsOf(shared, limits, nowMs);
  const at = Math.max(requests?.availableAt(1, nowMs) ?? 0, taken?.availableAt(tokens, nowMs) ?? 0);
  if (at > nowMs) return Math.ceil(at - nowMs);
  requests?.take(1, nowMs);
  taken?.take(tokens, nowMs);
  shared.calls[call] = worker;
  keepLevels(shared, requests, taken);
  return 0;
}

/** Takes a call that has ended out of the state. `tokens`: by how many it was wrongly estimated. */
export function leaveIn(
  state: QueueState,
  { endpoint, limits, call, tokens, nowMs }: Omit<Entering, "worker">,
): void {
  const shared = state.endpoints[endpoint];
  if (shared === undefined) return;
  delete shared.calls[call];
  const [requests, taken] = levelsOf(shared, limits, nowMs);
  taken?.take(tokens, nowMs);
  keepLevels(shared, requests, taken);
}

function levelsOf(
  { requests, tokens }: SharedEndpointState,
  { requestsPerMinute, tokensPerMinute }: Partial<GateLimits>,
  nowMs: number,
): [RateLimit | null, RateLimit | null] {
  return [
    requestsPerMinute === undefined ? null : new RateLimit(requestsPerMinute, nowMs, requests),
    tokensPerMinute === undefined ? null : new RateLimit(tokensPerMinute, nowMs, tokens),
  ];
}

function keepLevels(shared: SharedEndpointState, requests: RateLimit | null, tokens: RateLimit | null): void {
  shared.requests = requests?.level ?? null;
  shared.tokens = tokens?.level ?? null;
}
