import { createRandom, type Random } from "../../../pipeline/random/random.ts";
import {
  type ClockJump,
  type Ending,
  type FileEffect,
  type FileFault,
  type Life,
  type MachineryFault,
  type ModelFault,
  type Schedule,
  variants,
} from "./schedule.ts";

const day = 24 * 60 * 60 * 1000;
/** Requests of a whole run, and calls to the file system of one life: faults drawn beyond them do not happen. */
const usualRequests = 45;
const usualFileCalls = 260;

/** Draws what is done to one run. The same seed gives the same schedule. */
export function drawSchedule(seed: number): Schedule {
  const random = createRandom(seed);
  const [instructions, samples] = random.pick([
    [1, 2],
    [2, 1],
    [3, 1],
  ] as const);
  const models = random.next() < 0.5 ? drawModelFaults(random) : [];
  return {
    seed,
    variants: Array.from({ length: instructions }, () => random.pick(variants)),
    samples,
    lives: Array.from({ length: 1 + random.below(3) }, () => drawLife(random)),
    models,
    poison: random.next() < 0.05 ? random.below(instructions) : null,
    nonsense: random.next() < 0.25 ? random.pick([0.1, 0.4]) : 0,
    publishes: random.next() < 0.15,
    diskKiB: random.next() < 0.06 ? 24 + 4 * random.below(24) : null,
  };
}

function drawLife(random: Random): Life {
  const roll = random.next();
  return {
    ending: roll < 0.5 ? drawEnding(random) : { kind: "none" },
    file: roll >= 0.5 && roll < 0.9 ? drawFileFault(random) : null,
    clock: random.next() < 0.15 ? drawClockJump(random) : null,
    machinery: random.next() < 0.2 ? drawMachineryFault(random) : null,
  };
}

function drawEnding(random: Random): Ending {
  const kind = random.pick(["kill", "kill", "kill", "terminate", "freeze"] as const);
  // one in six falls anywhere between the start and the first request
  const afterRequests = random.next() < 1 / 6 ? 0 : 1 + random.below(usualRequests / 2);
  const laterMs = afterRequests === 0 ? random.below(600) : random.below(25);
  if (kind !== "freeze") return { kind, afterRequests, laterMs };
  return {
    ...{ kind, afterRequests, laterMs },
    frozenMs: 20 + random.below(200),
    rival: random.next() < 0.5,
    wakes: random.next() < 0.7,
  };
}

function drawFileFault(random: Random): FileFault {
  const effect = random.pick<FileEffect>([
    ...(["die-before", "die-half", "die-after"] as const),
    ...(["EIO", "ENOSPC", "EDQUOT", "short"] as const),
  ]);
  // half of the calls come before the first step is done, and every opening is one
  const at = 1 + random.below(random.next() < 0.4 ? 30 : usualFileCalls);
  return { at, effect, lasting: effect !== "EIO" && random.next() < 0.6 };
}

function drawClockJump(random: Random): ClockJump {
  return { atLook: 1 + random.below(60), byMs: random.pick([day, -day, 3_600_000, -5_000, 400 * day]) };
}

function drawMachineryFault(random: Random): MachineryFault {
  return {
    at: 1 + random.below(8),
    times: random.pick([1, 1, 2, 3, 8]),
    kind: random.pick(["page-crash", "sandbox-broken", "server-gone"] as const),
  };
}

/** A few single faults, or a stretch in which the server answers nobody. */
function drawModelFaults(random: Random): Schedule["models"] {
  const faults = new Map<number, ModelFault>();
  const single = random.below(6);
  for (let drawn = 0; drawn < single; drawn++)
    faults.set(random.below(usualRequests), drawModelFault(random));
  if (random.next() < 0.3) {
    const from = random.below(usualRequests);
    const fault = drawModelFault(random);
    for (let at = from; at < from + 2 + random.below(10); at++) if (isPassing(fault)) faults.set(at, fault);
  }
  return [...faults].map(([at, fault]) => ({ at, fault })).sort((a, b) => a.at - b.at);
}

const pauses = [null, "0", "0.02", "3600", "Fri, 01 Jan 2100 00:00:00 GMT", "soon"];
const garbage = [
  "<!doctype html><p>Welcome</p>",
  '{"choices":[]}',
  '{"choices":[{"message":',
  '{"error":{"message":"overloaded"}}',
  "",
];

function drawModelFault(random: Random): ModelFault {
  switch (random.below(9)) {
    case 0:
    case 1:
      return { kind: "status", status: 429, retryAfter: random.pick(pauses) };
    case 2:
      return { kind: "status", status: random.pick([408, 500, 502, 503, 529]), retryAfter: null };
    case 3:
      return { kind: "reset", when: random.pick(["before", "within"] as const) };
    case 4:
      return { kind: "stall", where: random.pick(["headers", "body"] as const) };
    case 5:
      return { kind: "cut-stream" };
    case 6:
      return { kind: "garbage", body: random.pick(garbage) };
    case 7:
      return { kind: "status", status: random.pick([401, 402, 403, 404]), retryAfter: null };
    default:
      return { kind: "tell-key" };
  }
}

/** A stall costs its whole deadline, and a refusal ends a life: a stretch of them would only take time. */
function isPassing(fault: ModelFault): boolean {
  if (fault.kind === "stall") return false;
  if (fault.kind !== "status") return true;
  return fault.status === 429 ? fault.retryAfter === "0.02" : fault.status >= 500;
}
