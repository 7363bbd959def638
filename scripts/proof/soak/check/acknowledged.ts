import { hashOf } from "../../../../pipeline/run/digest.ts";
import type { Evidence } from "./evidence.ts";

/** Whatever a recorder said to be done is in a journal, as it was said; journals are whole. */
export function lostAcknowledgements({ driven, journals, ledger }: Evidence): string[] {
  const lost: string[] = [];
  const answers = new Map<string, number>();
  const kept = new Map<string, Set<string>>();
  for (const [id, { events, damage }] of journals) {
    lost.push(...damage.map((what) => `damaged: ${what}`));
    kept.set(id, new Set(events.map(({ seq: _, at: __, sum: ___, ...event }) => hashOf(event))));
    for (const event of events)
      if (event.event === "call-returned") answers.set(event.callId, event.usage.completionTokens);
  }
  const entered = new Set(ledger.map(({ callId }) => callId));
  for (const report of driven.reports) {
    if (report.kind === "committed" && kept.get(report.trajectoryId)?.has(report.hash) !== true)
      lost.push(`${report.trajectoryId}: ${report.event} was acknowledged and is lost`);
    if (report.kind !== "paid") continue;
    if (report.outcome === "answered" && answers.get(report.callId) !== report.serial)
      lost.push(`answer ${report.serial} was acknowledged and is lost`);
    if (!entered.has(report.callId))
      lost.push(`call ${report.callId} was acknowledged and is not in the ledger`);
  }
  return lost;
}
