import { createRandom, type Random } from "../../pipeline/random/random.ts";
import type { Fault, FaultPlan } from "./fault-plan.ts";

/** What goes wrong in one push, drawn from a seed. */
export interface PushFaults {
  faults: FaultPlan;
  /** The process is ended when this many requests have come; null: it is not. */
  endsAt: number | null;
  /** What went wrong so far, in words. */
  readonly happened: readonly string[];
  /** The same with the seed, for a failure's message. */
  describe(): string;
}

const statuses = [408, 412, 429, 500, 502, 503, 504];
/** Requests of a push of about a dozen files. */
const usualRequests = 90;

/**
 * Draws a schedule: a few single faults, a stretch in which nothing works, the end of the process, another's push or an
 * expired token, alone or together.
 */
export function drawPushFaults(seed: number): PushFaults {
  const random = createRandom(seed);
  const share = random.pick([0, 0.03, 0.1, 0.3]);
  const outageFrom = random.next() < 0.3 ? random.below(usualRequests) : null;
  const outageLength = 1 + random.below(40);
  const endsAt = random.next() < 0.3 ? 1 + random.below(usualRequests) : null;
  const meanwhileAt = random.next() < 0.25 ? random.below(usualRequests) : null;
  const commitFault = random.next() < 0.4 ? drawFault(random) : null;
  const tagFault = random.next() < 0.3 ? drawFault(random) : null;
  const expires = random.next() < 0.5;
  const happened: string[] = [];
  const choose = ({ index, route, indexOfRoute }: Parameters<FaultPlan>[0]): Fault | undefined => {
    if (index === meanwhileAt)
      return {
        kind: "meanwhile",
        happens: (hub) => (expires ? hub.expireToken() : hub.pushFromElsewhere()),
      };
    if (outageFrom !== null && index >= outageFrom && index < outageFrom + outageLength)
      return { kind: "reset", when: "before" };
    if (commitFault !== null && route === "commit" && indexOfRoute === 0) return commitFault;
    if (tagFault !== null && route === "tag" && indexOfRoute === 0) return tagFault;
    return random.next() < share ? drawFault(random) : undefined;
  };
  return {
    endsAt,
    happened,
    describe: () => `seed ${seed}: ${happened.join(", ") || "no fault"}`,
    faults: (request) => {
      const fault = choose(request);
      if (fault !== undefined) happened.push(`${request.index} ${request.route} ${nameOf(fault, expires)}`);
      return fault;
    },
  };
}

function drawFault(random: Random): Fault {
  const when = random.pick(["before", "after"] as const);
  const roll = random.next();
  if (roll < 0.35) return { kind: "reset", when };
  if (roll < 0.5) return { kind: "cut" };
  const status = random.pick(statuses);
  // what was refused for being too many, or too late, was not done
  if (status === 412) return { kind: "status", status, when: "before" };
  if (status !== 429) return { kind: "status", status, when };
  const pause = random.pick(["0", "3", "120", "Wed, 06 May 2026 07:08:19 GMT", "86400", "soon"]);
  return { kind: "status", status, when: "before", headers: { "retry-after": pause } };
}

function nameOf(fault: Fault, expires: boolean): string {
  switch (fault.kind) {
    case "status":
      return `${fault.status} ${fault.when}`;
    case "reset":
      return `reset ${fault.when}`;
    case "cut":
      return "cut";
    case "meanwhile":
      return expires ? "token expires" : "another's push";
  }
}
