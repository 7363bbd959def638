import type { Evidence } from "./evidence.ts";

/** A score has a value exactly when a judge gave it, in a call whose answer is in the journal. */
export function unfoundedScores({ journals }: Pick<Evidence, "journals">): string[] {
  const problems: string[] = [];
  for (const [id, { events }] of journals) {
    const exchanges = new Set(
      events.flatMap((event) => (event.event === "call-returned" ? event.exchange : [])),
    );
    for (const event of events) {
      if (event.event !== "step-committed") continue;
      const { step, screenshot, gui } = event.node;
      for (const { status, value, exchange } of [screenshot, gui]) {
        const isMeasured = status === "measured";
        if (isMeasured !== (value !== null))
          problems.push(`${id}, step ${step}: ${status}, with the value ${value}`);
        if (isMeasured && !exchanges.has(exchange ?? ""))
          problems.push(`${id}, step ${step}: a score that no call gave`);
      }
    }
  }
  return problems;
}
