import { setTimeout as delay } from "node:timers/promises";
import type { QueueState } from "../contracts/generated/queue-state.ts";
import { StopError } from "../errors.ts";
import {
  type BudgetLimits,
  type CallBudget,
  type ExpectedSpend,
  type Reservation,
  type ReserveContext,
  type Spend,
  shortageOf,
} from "../model/budget.ts";
import type { SharedState } from "./shared-state.ts";

/** A call that does not fit, or whose budget is not known yet, asks again after so long. Milliseconds. */
const askAgainMs = 250;

type Answer = "granted" | "wait" | { refused: string };

/**
 * The run's budget, held by all workers together: what a call may cost is reserved in the shared state before it is
 * sent. As in one process, the limits are exceeded by no more than the estimates of the calls in flight were too low.
 * What a trajectory has spent only grows, and is reported whole each time: so reports may be lost, or come twice. What a
 * dead worker held is free again.
 */
export class SharedBudget implements CallBudget {
  readonly #state: SharedState;
  readonly #worker: string;
  /** What is known here of each trajectory's spend. */
  readonly #spent = new Map<string, Spend>();

  constructor(state: SharedState, worker: string) {
    this.#state = state;
    this.#worker = worker;
  }

  async reserve(estimate: ExpectedSpend, context: ReserveContext): Promise<Reservation> {
    const { callId, subject, signal } = context;
    const trajectory = context.trajectoryId ?? "";
    const known = this.#learn(trajectory, context.spentBefore());
    for (;;) {
      signal.throwIfAborted();
      // where nothing is limited nothing need be held; the planner's next sign of life tells when that changes
      const seen = this.#state.lastSeen?.budget;
      if (seen && seen.maxUsd === null && seen.maxTokens === null) return { settle: () => undefined };
      const answer = await this.#state.update((draft) =>
        reserveIn(draft, { trajectory, known, callId, estimate, subject, worker: this.#worker }),
      );
      if (answer === "granted") return this.#reservation(trajectory, callId);
      if (answer !== "wait") throw new StopError(answer.refused);
      await delay(askAgainMs * (0.5 + Math.random()), undefined, { signal }).catch(() =>
        signal.throwIfAborted(),
      );
    }
  }

  #reservation(trajectory: string, callId: string): Reservation {
    let open = true;
    return {
      settle: ({ usd, tokens }) => {
        if (!open) return;
        open = false;
        const known = this.#spent.get(trajectory) ?? { usd: 0, tokens: 0 };
        const total = this.#learn(trajectory, { usd: known.usd + usd, tokens: known.tokens + tokens });
        // when the server is away the change waits for it; when it forgets it, the next one says it again
        void this.#state
          .update((draft) => {
            delete draft.budget?.held[callId];
            reportSpend(draft, trajectory, total);
          })
          .catch(() => undefined);
      },
    };
  }

  #learn(trajectory: string, spend: Spend): Spend {
    const larger = largerSpend(this.#spent.get(trajectory), spend);
    this.#spent.set(trajectory, larger);
    return larger;
  }
}

interface Request {
  trajectory: string;
  known: Spend;
  callId: string;
  estimate: ExpectedSpend;
  subject: string;
  worker: string;
}

/** Reserves in the state, where the call fits. */
export function reserveIn(state: QueueState, request: Request): Answer {
  const { budget } = state;
  // after the server has lost everything, the planner first says what was spent
  if (budget === null) return "wait";
  reportSpend(state, request.trajectory, request.known);
  const { callId, estimate, worker, subject } = request;
  const spent = sumOf([budget.closed, ...Object.values(budget.open)]);
  const held = Object.values(budget.held);
  const { shortage, isSpent } = shortageOf({ estimate, subject }, budget, spent, sumOf(held));
  if (shortage !== null && !(estimate.isGuess && !isSpent && held.length === 0))
    return held.length > 0 && !isSpent ? "wait" : { refused: shortage };
  budget.held[callId] = { worker, usd: estimate.usd, tokens: estimate.tokens };
  return "granted";
}

/** Of two reports about one trajectory the larger holds. */
export function reportSpend({ budget }: QueueState, trajectory: string, spend: Spend): void {
  if (budget !== null) budget.open[trajectory] = largerSpend(budget.open[trajectory], spend);
}

/** What the planner says of the budget: its limits, what is spent for good, and which trajectories are still open. */
export function stateBudget(
  state: QueueState,
  told: { limits: BudgetLimits; closed: Spend; open: ReadonlyMap<string, Spend> },
): void {
  const { limits, closed, open } = told;
  const before = state.budget;
  state.budget = {
    ...limits,
    closed: { ...closed },
    open: Object.fromEntries(Array.from(open, ([id, spend]) => [id, largerSpend(before?.open[id], spend)])),
    held: before?.held ?? {},
  };
}

function largerSpend(a: Spend | undefined, b: Spend): Spend {
  return { usd: Math.max(a?.usd ?? 0, b.usd), tokens: Math.max(a?.tokens ?? 0, b.tokens) };
}

function sumOf(spends: readonly Spend[]): Spend {
  return spends.reduce((sum, { usd, tokens }) => ({ usd: sum.usd + usd, tokens: sum.tokens + tokens }), {
    usd: 0,
    tokens: 0,
  });
}
