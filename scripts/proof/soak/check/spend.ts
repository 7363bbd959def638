import type { Evidence } from "./evidence.ts";

/** Calls that one recorder has in flight at most: two trajectories, each with two judges of a screenshot. */
export const mostInFlight = 4;

/** The ledger says what the server saw, every request had its intent in a journal first, and no answer was paid twice. */
export function spendDifferences({ driven, journals, ledger }: Evidence): string[] {
  const { seen, lives } = driven;
  const problems: string[] = [];
  const served = new Map(seen.map((request) => [request.callId, request]));
  if (served.size < seen.length) problems.push("two requests carry the same call id");
  const intended = new Set<string>();
  const answers = new Map<string, number>();
  for (const { events } of journals.values())
    for (const event of events) {
      if (event.event === "call-intended") intended.add(event.callId);
      if (event.event === "call-returned") answers.set(event.callId, event.usage.completionTokens);
    }
  const entries = new Map(ledger.map((entry) => [entry.callId, entry]));
  if (entries.size < ledger.length) problems.push("a call stands in the ledger twice");

  for (const { callId, name } of seen) {
    if (!intended.has(callId)) problems.push(`${name} was sent without an intent in a journal`);
    if (!entries.has(callId)) problems.push(`${name} was sent and is not in the ledger`);
  }
  for (const { callId, outcome, purpose, usage } of ledger) {
    const serial = answers.get(callId);
    if ((outcome === "answered") !== (serial !== undefined))
      problems.push(
        `${purpose}: the ledger says ${outcome}, the journal ${serial === undefined ? "has no answer" : "an answer"}`,
      );
    if (
      outcome === "answered" &&
      (usage?.completionTokens !== serial || served.get(callId)?.serial !== serial)
    )
      problems.push(`${purpose}: the ledger's answer is not the one that the server gave`);
    if (!intended.has(callId)) problems.push(`${purpose}: in the ledger, and in no journal`);
  }
  const answered = new Map<string, number>();
  for (const [callId, serial] of answers) {
    const name = served.get(callId)?.name ?? "?";
    if (answered.has(name)) problems.push(`${name} stands in a journal twice`);
    answered.set(name, serial);
  }
  for (const { name, serial } of seen)
    if (serial > (answered.get(name) ?? Number.POSITIVE_INFINITY)) problems.push(`${name} was paid again`);
  const abandoned = ledger.filter(
    ({ outcome, callId }) => outcome === "abandoned" && served.has(callId),
  ).length;
  if (abandoned > mostInFlight * (lives - 1))
    problems.push(
      `${abandoned} calls were abandoned in ${lives} lives, with ${mostInFlight} in flight at most`,
    );
  return problems;
}
