import type { CallEvent } from "../../../pipeline/contracts/generated/call-event.ts";
import type { TrajectoryEvent } from "../../../pipeline/run/trajectory.ts";
import type { CallView } from "../views/trajectory-view.ts";

/** The calls of a trajectory in the order in which they ended; those that never did come last. */
export function callViews(events: readonly TrajectoryEvent[]): CallView[] {
  const calls = events.filter(isCall);
  const ended = calls.flatMap((call) => (call.event === "call-intended" ? [] : endedCall(call)));
  const known = new Set(ended.map(({ callId }) => callId));
  const abandoned = calls.flatMap((call) =>
    call.event === "call-intended" && !known.has(call.callId) ? abandonedCall(call) : [],
  );
  return [...ended, ...abandoned];
}

/** US dollars of a step's calls; null where none states a cost. */
export function costOfStep(calls: readonly CallView[], step: number): number | null {
  const costs = calls.flatMap(({ purpose, costUsd, replayed }) =>
    purpose.startsWith(`step-${step}/`) && replayed === null ? (costUsd ?? []) : [],
  );
  return costs.length === 0 ? null : costs.reduce((sum, cost) => sum + cost, 0);
}

const nothingUsed = { promptTokens: 0, cachedTokens: null, completionTokens: 0, costUsd: null };

function endedCall(call: Exclude<CallEvent, { event: "call-intended" }>): CallView {
  const { callId, role, purpose, model, exchange, latencyMs } = call;
  const about = { callId, role, purpose, model, exchange, latencyMs };
  if (call.event === "call-failed")
    return { ...about, outcome: "failed", error: call.error, ...nothingUsed, replayed: null };
  const { promptTokens, cachedTokens, completionTokens } = call.usage;
  return {
    ...about,
    outcome: "answered",
    error: null,
    ...{ promptTokens, cachedTokens, completionTokens },
    costUsd: call.costUsd,
    replayed: call.replayed ?? null,
  };
}

function abandonedCall({ callId, role, purpose }: Extract<CallEvent, { event: "call-intended" }>): CallView {
  return {
    ...{ callId, role, purpose, model: "" },
    outcome: "abandoned",
    error: "It was sent, and has not come back.",
    exchange: null,
    ...nothingUsed,
    latencyMs: 0,
    replayed: null,
  };
}

function isCall(event: TrajectoryEvent): event is CallEvent {
  return event.event.startsWith("call-");
}
