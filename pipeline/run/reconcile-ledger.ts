import type { CallEvent } from "../contracts/generated/call-event.ts";
import type { CallLedger, LedgerEntry } from "./ledger.ts";

/** What the ledger says of calls beside what their events hold. */
export interface CallOrigin {
  stage: LedgerEntry["stage"];
  trajectoryId: string | null;
  baseURLOf(role: CallEvent["role"]): string;
}

/**
 * Enters the calls of a journal that the ledger lacks: a process killed between the two files leaves such. A call that
 * was sent and never came back is entered as abandoned, its cost unknown; unless someone may still wait for it.
 */
export async function reconcileLedger(
  events: readonly { event: string; at: string }[],
  origin: CallOrigin,
  ledger: CallLedger,
  { mayBeInFlight = false }: { mayBeInFlight?: boolean } = {},
): Promise<void> {
  const calls = events.filter(isCallEvent);
  const attempts = new AttemptCount();
  const ended = new Set(calls.flatMap((call) => (call.event === "call-intended" ? [] : [call.callId])));
  for (const call of calls) {
    const attempt = attempts.of(call);
    const isOpen = call.event === "call-intended";
    if (ledger.has(call.callId) || (isOpen && (mayBeInFlight || ended.has(call.callId)))) continue;
    await ledger.add({
      at: call.at,
      callId: call.callId,
      role: call.role,
      purpose: call.purpose,
      trajectoryId: origin.trajectoryId,
      stage: origin.stage,
      baseURL: origin.baseURLOf(call.role),
      ...resultOf(call),
      attempt,
      ...(call.event === "call-returned" && call.replayed !== undefined && { replayed: call.replayed }),
    });
  }
}

/** Numbers the attempts at each call, in the order of their journal. */
class AttemptCount {
  readonly #attempts = new Map<string, { count: number; last: string }>();

  /** Which attempt at its call this event belongs to, from 1. */
  of({ purpose, callId }: Pick<CallEvent, "purpose" | "callId">): number {
    const known = this.#attempts.get(purpose) ?? { count: 0, last: "" };
    if (known.last !== callId) this.#attempts.set(purpose, { count: known.count + 1, last: callId });
    return this.#attempts.get(purpose)?.count ?? 1;
  }
}

function resultOf(
  call: CallEvent,
): Pick<LedgerEntry, "model" | "outcome" | "error" | "usage" | "costUsd" | "latencyMs"> {
  const unknown = { usage: null, costUsd: null };
  switch (call.event) {
    case "call-returned":
      return {
        model: call.model,
        outcome: "answered",
        error: null,
        usage: call.usage,
        costUsd: call.costUsd,
        latencyMs: call.latencyMs,
      };
    case "call-failed":
      return {
        model: call.model,
        outcome: "failed",
        error: call.error,
        ...unknown,
        latencyMs: call.latencyMs,
      };
    case "call-intended":
      return {
        model: "",
        outcome: "abandoned",
        error: "the process ended before the call returned",
        ...unknown,
        latencyMs: null,
      };
  }
}

function isCallEvent(event: { event: string; at: string }): event is CallEvent & { at: string } {
  return event.event.startsWith("call-");
}
