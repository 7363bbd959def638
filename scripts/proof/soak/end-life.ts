import { setTimeout as delay } from "node:timers/promises";
import type { RecorderProcess } from "./recorder-process.ts";
import type { Ending } from "./schedule.ts";
import type { SoakModels } from "./soak-models.ts";

/** What was done to a process from outside; empty when it ended before. */
export type Interference = "kill" | "terminate" | "freeze" | "rival";

/** Ends a recorder, or stops and wakes it, as its schedule says. `tryRival` starts another one while it is stopped. */
export async function endLife(
  life: RecorderProcess,
  ending: Ending,
  { models, tryRival }: { models: SoakModels; tryRival(): Promise<void> },
): Promise<Interference[]> {
  if (ending.kind === "none") return [];
  const { afterRequests, laterMs } = ending;
  if (afterRequests > 0) await models.arrived(models.seen.length + afterRequests, life.hasEnded);
  await wait(laterMs, life.hasEnded);
  if (life.hasEnded.aborted) return [];
  switch (ending.kind) {
    case "kill":
      life.signal("SIGKILL");
      return ["kill"];
    case "terminate":
      life.signal("SIGTERM");
      return ["terminate"];
    case "freeze":
      life.signal("SIGSTOP");
      await wait(ending.frozenMs, life.hasEnded);
      if (ending.rival) await tryRival();
      life.signal(ending.wakes ? "SIGCONT" : "SIGKILL");
      return [
        "freeze",
        ...(ending.rival ? ["rival" as const] : []),
        ...(ending.wakes ? [] : ["kill" as const]),
      ];
  }
}

/** Time that is part of a schedule, cut short when the process ends. */
async function wait(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
