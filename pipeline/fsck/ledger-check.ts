import type { CallEvent, CallReturned } from "../contracts/generated/call-event.ts";
import { type LedgerEntry, tokensOf } from "../run/ledger.ts";

/** Compares a ledger with the calls in the journals, both ways, a journal at a time. */
export class LedgerCheck {
  readonly #entries = new Map<string, LedgerEntry>();
  readonly #twice: string[] = [];
  readonly #journaled = new Set<string>();
  readonly #compared = new Set<string | null>();

  constructor(entries: Iterable<LedgerEntry>) {
    for (const entry of entries) {
      if (this.#entries.has(entry.callId)) this.#twice.push(entry.callId);
      this.#entries.set(entry.callId, entry);
    }
  }

  /** Compares one journal's calls. `trajectoryId` is null for the calls that wrote instructions. */
  compare(trajectoryId: string | null, events: readonly { event: string }[]): string[] {
    this.#compared.add(trajectoryId);
    const problems: string[] = [];
    const missing = new Set<string>();
    for (const call of events.filter(isCallEvent)) {
      this.#journaled.add(call.callId);
      const entry = this.#entries.get(call.callId);
      if (entry === undefined) missing.add(call.callId);
      else if (call.event === "call-returned") problems.push(...returnedProblems(call, entry));
    }
    if (missing.size > 0) problems.push(`${missing.size} of its calls are not in ledger.jsonl`);
    return problems;
  }

  /** What is wrong with the ledger itself, once every journal was compared. */
  problems(): string[] {
    const problems = this.#twice.map((callId) => `call ${callId} stands twice`);
    const orphans = [...this.#entries.values()].filter(
      ({ callId, stage, trajectoryId }) =>
        (stage === "record" || stage === "synthesize" || stage === "regrade") &&
        !this.#journaled.has(callId) &&
        (trajectoryId === null || this.#compared.has(trajectoryId)),
    );
    const [first] = orphans;
    if (first !== undefined)
      problems.push(
        `${orphans.length} calls are in no journal, among them ${first.purpose} of ${first.trajectoryId ?? "the instructions"}: what they answered is lost`,
      );
    const unknown = new Set(
      [...this.#entries.values()].flatMap(({ trajectoryId }) =>
        trajectoryId === null || this.#compared.has(trajectoryId) ? [] : [trajectoryId],
      ),
    );
    for (const trajectoryId of unknown)
      problems.push(`trajectory ${trajectoryId} was paid for and is not there`);
    return problems;
  }
}

function returnedProblems(call: CallReturned, entry: LedgerEntry): string[] {
  const subject = `call ${call.purpose}`;
  if (entry.outcome !== "answered") return [`${subject} was answered, the ledger says ${entry.outcome}`];
  if (entry.costUsd !== call.costUsd)
    return [`${subject} cost ${call.costUsd}, the ledger says ${entry.costUsd}`];
  const [took, entered] = [tokensOf(call), tokensOf(entry)];
  return took === entered ? [] : [`${subject} took ${took} tokens, the ledger says ${entered}`];
}

function isCallEvent(event: { event: string }): event is CallEvent {
  return event.event.startsWith("call-");
}
