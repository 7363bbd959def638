import type { QueueState } from "../contracts/generated/queue-state.ts";
import { StopError, UserError } from "../errors.ts";
import type { SharedState } from "./shared-state.ts";

export interface PlannerLeaseOptions {
  /** Process and machine, for the reader. */
  name: string;
  /** After so long without a sign of life another may plan. Milliseconds. */
  leaseMs: number;
  /** The queue, for the reader. */
  queue: string;
}

/** One planner at a time has a queue: takes it, or throws UserError naming who has it. */
export async function takePlannerLease(state: SharedState, options: PlannerLeaseOptions): Promise<void> {
  const { name, leaseMs, queue } = options;
  const holder = await state.update((draft, nowMs) => {
    const { planner, plan } = draft;
    if (planner !== null && planner.name !== name && planner.until >= nowMs)
      return { name: planner.name, run: plan?.run ?? "a run", leftMs: planner.until - nowMs };
    draft.planner = { name, until: nowMs + leaseMs };
    return null;
  });
  if (holder === null) return;
  throw new UserError(
    `Queue ${queue} is planned by ${holder.name}, for ${holder.run}. Stop that one, or wait until it has given no sign of life for ${Math.ceil(holder.leftMs / 1000)} s; for another run beside it add ?queue=NAME to --queue.`,
  );
}

/** Renews the lease in a change of the state. Throws StopError when another planner has taken it meanwhile. */
export function renewPlannerLease(
  draft: QueueState,
  nowMs: number,
  { name, leaseMs, queue }: PlannerLeaseOptions,
): void {
  const { planner } = draft;
  if (planner !== null && planner.name !== name && planner.until >= nowMs)
    throw new StopError(
      `Queue ${queue} is planned by ${planner.name} now: this planner gave no sign of life for too long.`,
    );
  draft.planner = { name, until: nowMs + leaseMs };
}

export async function leavePlannerLease(state: SharedState, { name }: PlannerLeaseOptions): Promise<void> {
  await state.update((draft) => {
    if (draft.planner?.name === name) draft.planner = null;
  });
}
