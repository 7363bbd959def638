import { setTimeout as delay } from "node:timers/promises";
import type { CallReturned } from "../contracts/generated/call-event.ts";
import type { Endpoint } from "../contracts/generated/config.ts";
import type { TokenUsage } from "../contracts/generated/node.ts";
import { errorMessage, InfrastructureError, StopError } from "../errors.ts";
import { newCallId } from "../run/call-id.ts";
import { type CallLedger, type LedgerEntry, tokensOf } from "../run/ledger.ts";
import type { BlobRef } from "../run/trajectory.ts";
import type { CallBudget, Reservation, Spend } from "./budget.ts";
import { estimateUsage } from "./call-estimate.ts";
import type { CallJournal, CallStore } from "./call-journal.ts";
import { addressOf } from "./call-key.ts";
import { costOf } from "./cost.ts";
import type { Pass } from "./endpoint-gate.ts";
import type { EndpointLine } from "./endpoint-line.ts";
import { parkedError, refusedError, rejectedError, subjectOf, unavailableError } from "./failure-message.ts";
import { BadResponseError, type Remedy, remedyFor } from "./model-error.ts";
import type { FinishReason, ModelRole } from "./model-port.ts";

/** A passing fault of one call is tried again this often before the step is given back to its caller. */
const maxRetries = 4;

/** What a bound port works for: part of its ledger entries, and of its seeds. */
export interface CallContext {
  store: CallStore;
  stage: LedgerEntry["stage"];
  trajectoryId: string | null;
  /** Distinguishes samples of the same instruction: part of every key and seed. */
  sampleKey: string;
  signal: AbortSignal;
}

/** Where calls are paid from and accounted for. */
export interface Accounts {
  ledger: CallLedger;
  budget: CallBudget;
  now(): Date;
  /** Told of every call that was sent or replayed, when it has ended. */
  onCall?(entry: LedgerEntry): void;
}

/** The part of an answer that is accounted for, whatever was asked. */
export interface Answer {
  /** The reply's text; empty where it is none. */
  text: string;
  finishReason: FinishReason;
  /** null when the provider does not say */
  usage: TokenUsage | null;
  /** Model id as the provider reported it; empty when it does not. */
  model: string;
  reportedCostUsd: number | null;
}

/** A call to be sent until it is answered. */
export interface PaidCall<Result extends Answer> {
  line: EndpointLine;
  key: string;
  purpose: string;
  /** Size of the prompt, images as the text they are worth. */
  promptBytes: number;
  context: CallContext;
  journal: CallJournal;
  send(call: { callId: string; signal: AbortSignal }): Promise<Result>;
  /** Keeps the exchange; it becomes durable with the event that refers to it. */
  keep(result: Result): BlobRef;
}

type Outcome<Result> =
  | { ok: true; result: Result; returned: CallReturned }
  | { ok: false; error: unknown; startedAt: number };

/** Sends a call until it is answered, as far as its remedies and the endpoint's health allow. */
export async function payCall<Result extends Answer>(
  call: PaidCall<Result>,
  accounts: Accounts,
): Promise<{ result: Result; returned: CallReturned }> {
  const { line, context } = call;
  let urgent = false;
  for (let failures = 0; ; ) {
    if (line.shared.refusal !== null) throw line.shared.refusal;
    const outcome: Outcome<Result> = await attempt(call, { urgent, accounts }).catch((error: unknown) => {
      throw context.signal.aborted ? stopReason(context.signal) : error;
    });
    if (outcome.ok) return outcome;
    const remedy = remedyFor(outcome.error);
    switch (remedy.action) {
      case "fatal":
        throw line.shared.refusal ?? refusedError(line, remedy);
      case "park":
        throw parkedError(line, remedy);
      case "reject":
        throw rejectedError(line, remedy);
      case "wait":
        urgent = true;
        await pause(remedy.waitMs, context.signal);
        break;
      case "retry":
        urgent = await backOff(call, remedy, outcome.startedAt, failures + 1);
        if (urgent) failures++;
        break;
    }
  }
}

/**
 * Waits before a call is sent again, or throws when it is given up. False: the endpoint answers nobody, the call queues
 * behind the others, and no attempt of its own was used up.
 */
async function backOff<Result extends Answer>(
  { line, key, context }: PaidCall<Result>,
  { fault, reason }: Extract<Remedy, { action: "retry" }>,
  startedAt: number,
  failures: number,
): Promise<boolean> {
  const { health, gate } = line.shared;
  const now = performance.now();
  switch (health.failed({ key, fault, startedAt, now })) {
    case "given-up": {
      const { rounds } = health;
      const failingForMs = health.failingForMs(now);
      line.shared.refusal ??= unavailableError(line, { fault, reason, rounds, failingForMs });
      throw line.shared.refusal;
    }
    case "outage":
      gate.hold(health.backoffMs(health.rounds));
      return false;
    case "call":
      if (failures > maxRetries)
        throw new InfrastructureError(`${subjectOf(line)} failed ${failures} times: ${reason}`);
      await pause(health.backoffMs(failures), context.signal);
      return true;
  }
}

/** One attempt, journaled: intent before, result after. Failures are returned, so that the journal has them first. */
async function attempt<Result extends Answer>(
  call: PaidCall<Result>,
  { urgent, accounts }: { urgent: boolean; accounts: Accounts },
): Promise<Outcome<Result>> {
  const { line, purpose, context, journal } = call;
  const { signal } = context;
  const expected = line.estimate.expect(call.promptBytes);
  let pass: Pass | null = null;
  let reservation: Reservation | null = null;
  try {
    pass = await line.shared.gate.enter({ tokens: expected.tokens, urgent, signal });
    // what was refused while this call waited need not be asked again
    if (line.shared.refusal !== null) throw line.shared.refusal;
    const callId = newCallId();
    reservation = await accounts.budget.reserve(expected, {
      subject: `${line.role} call ${purpose}`,
      signal,
      callId,
      trajectoryId: context.trajectoryId,
      spentBefore: () => spentOn(context.store),
    });
    const about = { callId, role: line.role, purpose };
    await journal.append({ event: "call-intended", ...about });
    const startedAt = performance.now();
    let result: Result;
    try {
      result = await call.send({ callId, signal });
    } catch (error) {
      const failed = { model: line.endpoint.model, error: errorMessage(error), latencyMs: since(startedAt) };
      const remedy = remedyFor(error);
      if (remedy.action === "wait") pass.refused(remedy.waitMs);
      // told before the next call is let in, so that it need not find out for itself
      if (remedy.action === "fatal") line.shared.refusal ??= refusedError(line, remedy);
      const exchange = error instanceof BadResponseError ? journal.keepRawBody(error.body) : null;
      await journal.append({ event: "call-failed", ...about, ...failed, exchange });
      await enter({ ...call, role: line.role, endpoint: line.endpoint }, accounts, {
        ...failed,
        callId,
        outcome: "failed",
        usage: null,
        costUsd: null,
      });
      signal.throwIfAborted();
      return { ok: false, error, startedAt };
    }
    const latencyMs = since(startedAt);
    const usage = result.usage ?? estimateUsage(call.promptBytes, result.text);
    const costUsd = costOf(line.endpoint, usage, result.reportedCostUsd);
    const tokens = usage.promptTokens + usage.completionTokens;
    pass.answered(tokens);
    line.shared.health.answered();
    line.estimate.learn(call.promptBytes, usage, result.reportedCostUsd);
    reservation.settle({ usd: costUsd ?? 0, tokens });
    const returned: CallReturned = {
      event: "call-returned",
      ...about,
      key: call.key,
      model: result.model || line.endpoint.model,
      exchange: call.keep(result),
      finishReason: result.finishReason,
      usage,
      costUsd,
      latencyMs,
    };
    await journal.append(returned);
    const { model } = returned;
    await enter({ ...call, role: line.role, endpoint: line.endpoint }, accounts, {
      callId,
      outcome: "answered",
      model,
      error: null,
      usage,
      costUsd,
      latencyMs,
    });
    return { ok: true, result, returned };
  } finally {
    pass?.ended();
    reservation?.settle({ usd: 0, tokens: 0 });
  }
}

type EntryFacts = Pick<
  LedgerEntry,
  "callId" | "outcome" | "model" | "error" | "usage" | "costUsd" | "latencyMs" | "replayed"
>;

/** Enters a call that has ended into the ledger. */
export async function enter(
  call: { role: ModelRole; endpoint: Endpoint; purpose: string } & Pick<
    PaidCall<Answer>,
    "context" | "journal"
  >,
  { ledger, now, onCall }: Accounts,
  facts: EntryFacts,
): Promise<void> {
  const { role, endpoint, purpose, context, journal } = call;
  const entry: LedgerEntry = {
    at: now().toISOString(),
    callId: facts.callId,
    role,
    purpose,
    trajectoryId: context.trajectoryId,
    stage: context.stage,
    baseURL: addressOf(endpoint),
    model: facts.model,
    outcome: facts.outcome,
    error: facts.error,
    usage: facts.usage,
    costUsd: facts.costUsd,
    latencyMs: facts.latencyMs,
    attempt: journal.attempts(purpose),
    ...(facts.replayed !== undefined && { replayed: facts.replayed }),
  };
  await ledger.add(entry);
  onCall?.(entry);
}

/** What the answered calls of a store cost; those that were replayed cost nothing. */
function spentOn({ events }: CallStore): Spend {
  let usd = 0;
  let tokens = 0;
  for (const event of events) {
    if (!isCallReturned(event) || event.replayed !== undefined) continue;
    usd += event.costUsd ?? 0;
    tokens += tokensOf(event);
  }
  return { usd, tokens };
}

function isCallReturned(event: { event: string }): event is CallReturned {
  return event.event === "call-returned";
}

function since(startedAt: number): number {
  return Math.round(performance.now() - startedAt);
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {
    throw stopReason(signal);
  });
}

function stopReason(signal: AbortSignal): Error {
  return signal.reason instanceof StopError
    ? signal.reason
    : new StopError("stopped", { cause: signal.reason });
}
