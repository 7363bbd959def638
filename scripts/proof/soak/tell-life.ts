import { hashOf } from "../../../pipeline/run/digest.ts";
import type { PaperRun } from "../record-on-paper.ts";
import type { LifeReport } from "./life-order.ts";

/** What a recording acknowledges, as reports: each is made after what it says is durable. */
export function tellLife(tell: (report: LifeReport) => void): Required<Pick<PaperRun, "onCall" | "report">> {
  return {
    onCall: ({ callId, outcome, usage }) =>
      tell({ kind: "paid", callId, outcome, serial: usage?.completionTokens ?? null }),
    report: (event) => {
      if (event.kind === "trajectory-event")
        tell({
          ...{ kind: "committed", trajectoryId: event.trajectoryId, event: event.event.event },
          hash: hashOf(event.event),
        });
      if (event.kind === "trajectory-failed" && /quarantined/.test(event.reason))
        tell({ kind: "quarantined", trajectoryId: event.trajectoryId });
    },
  };
}
