import type { QueuePlan } from "../contracts/generated/queue-state.ts";
import type { BudgetLimits, Spend } from "../model/budget.ts";
import { type CallLedger, type LedgerEntry, spendOf } from "../run/ledger.ts";
import { endedWithin } from "./ended-within.ts";
import { startHeartbeat } from "./heartbeat.ts";
import { leavePlannerLease, type PlannerLeaseOptions, renewPlannerLease } from "./planner-lease.ts";
import { stateBudget } from "./shared-budget.ts";
import type { SharedState } from "./shared-state.ts";

export type PlanTerms = Omit<QueuePlan, "phase" | "reason" | "planned" | "sealed" | "failed" | "since">;

export interface PlannerSessionOptions {
  state: SharedState;
  lease: PlannerLeaseOptions;
  terms: PlanTerms;
  limits: BudgetLimits;
  ledger: CallLedger;
  /** Told when another planner has taken the queue, or the user has it drained. */
  onLost(reason: unknown): void;
  onDrained(): void;
}

/**
 * What a planner says to the workers as long as it lives: that it is there, what is planned, and what was spent. It says
 * all of it each time, so that a server that lost it has it again.
 */
export class PlannerSession implements AsyncDisposable {
  readonly #options: PlannerSessionOptions;
  #open: ReadonlySet<string> = new Set();
  #progress = { planned: 0, sealed: 0, failed: 0 };
  #heartbeat: AsyncDisposable | null = null;
  #isOurs = true;

  constructor(options: PlannerSessionOptions) {
    this.#options = options;
  }

  /** Begins: what an earlier planner said of phase and reason holds no more. */
  async begin(): Promise<void> {
    await this.#say({ phase: "running", reason: null });
    const { leaseMs } = this.#options.lease;
    const beat = async (): Promise<void> => {
      const phase = await this.#say(null);
      if (phase === "draining") this.#options.onDrained();
    };
    this.#heartbeat = await startHeartbeat(leaseMs / 4, beat, (error) => {
      this.#isOurs = false;
      this.#options.onLost(error);
    });
  }

  /** False once another planner has the queue. */
  get isOurs(): boolean {
    return this.#isOurs;
  }

  progress({ planned, open, failed }: { planned: number; open: ReadonlySet<string>; failed: number }): void {
    this.#open = open;
    this.#progress = { planned, failed, sealed: planned - open.size - failed };
  }

  /** Tells the workers how it ends. */
  async end(phase: QueuePlan["phase"], reason: string | null): Promise<void> {
    await this.#heartbeat?.[Symbol.asyncDispose]();
    this.#heartbeat = null;
    if (this.#isOurs) await this.#say({ phase, reason });
  }

  /** Returns the phase that holds now. */
  async #say(told: Pick<QueuePlan, "phase" | "reason"> | null): Promise<QueuePlan["phase"]> {
    const { state, lease, terms, limits, ledger } = this.#options;
    const spends = spendByTrajectory(ledger.entries, this.#open);
    return await state.update((draft, nowMs) => {
      renewPlannerLease(draft, nowMs, lease);
      const { phase, reason } = told ?? draft.plan ?? { phase: "running" as const, reason: null };
      draft.plan = { since: draft.plan?.since ?? nowMs, ...terms, ...this.#progress, phase, reason };
      stateBudget(draft, { limits, ...spends });
      return phase;
    });
  }

  /** Leaves the queue to another planner. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#heartbeat?.[Symbol.asyncDispose]();
    await endedWithin(1_000, leavePlannerLease(this.#options.state, this.#options.lease));
  }
}

/** What the ledger holds of open trajectories, each, and of all else together. */
function spendByTrajectory(
  entries: readonly LedgerEntry[],
  open: ReadonlySet<string>,
): { closed: Spend; open: Map<string, Spend> } {
  const groups = Map.groupBy(entries, ({ trajectoryId }) =>
    trajectoryId !== null && open.has(trajectoryId) ? trajectoryId : "",
  );
  const closed = spendOf(groups.get("") ?? []);
  groups.delete("");
  return { closed, open: new Map(Array.from(groups, ([id, group]) => [id, spendOf(group)])) };
}
