import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { createRandom, type Random } from "../../../pipeline/random/random.ts";
import { type Audit, auditRun } from "./audit.ts";
import { JournaledCalls } from "./journaled-calls.ts";
import { type ScriptedModels, startScriptedModels } from "./scripted-models.ts";

export interface ProofOptions {
  /** An empty folder. */
  dir: string;
  /** How often the recorder is killed. */
  kills: number;
  seed: number;
  /** Told of every kill. */
  onKill?(kill: { kills: number; inFlight: number; journaled: number }): void;
}

/** What was found. A proof that holds has no violations. */
export interface Findings extends Audit {
  kills: number;
  /** Kills before the first request of a life, while the run was being opened. */
  killsWhileOpening: number;
  instructions: number;
  /** Over all kills: requests sent whose answer was not in a journal yet. They alone may be sent again. */
  inFlight: number;
  mostInFlight: number;
  /** Of those: the server had answered, and the process was killed before the answer was durable. */
  answeredInFlight: number;
}

/** A recorder that hangs is ended after this long. */
const lifeLimitMs = 120_000;
/** Until the first request, as long as no life has shown how long that takes. */
const firstOpeningMs = 400;
/** Instructions recorded in the beginning; whenever all are sealed before the last kill, as many are added. */
const batch = 2;

/**
 * Records scripted trajectories in a process of its own and kills that with SIGKILL at random instants, again and
 * again, until it has been killed often enough; then lets it end, and compares the run folder with what the server saw
 * and with a run that nobody disturbed.
 */
export async function proveKills(options: ProofOptions): Promise<Findings> {
  const dir = join(options.dir, "disturbed");
  const undisturbed = join(options.dir, "undisturbed");
  await using models = await startScriptedModels({
    instructions: batch * (options.kills + 1),
    delayMs: (serial) => 5 + ((serial * 7919) % 40),
  });
  const disturbed = await recordUnderFire(dir, models, options);
  const seen = [...models.seen];
  await recordToTheEnd(undisturbed, models, disturbed.instructions);
  const audit = await auditRun({ dir, undisturbed, seen, inFlight: disturbed.inFlight });
  const unplanned = models.unplanned.map((request) => `unplanned request: ${request}`);
  return { ...disturbed, ...audit, violations: [...disturbed.violations, ...unplanned, ...audit.violations] };
}

type UnderFire = Omit<Findings, keyof Audit> & Pick<Findings, "violations">;

/** Records, killed again and again; the last time undisturbed, until all is sealed. */
async function recordUnderFire(
  dir: string,
  models: ScriptedModels,
  { kills, seed, onKill }: ProofOptions,
): Promise<UnderFire> {
  const random = createRandom(seed);
  const journaled = new JournaledCalls(dir);
  const found: UnderFire = {
    kills: 0,
    killsWhileOpening: 0,
    instructions: batch,
    inFlight: 0,
    mostInFlight: 0,
    answeredInFlight: 0,
    violations: [],
  };
  let durable = new Set<number>();
  let openingMs = firstOpeningMs;
  while (found.kills < kills) {
    const before = models.seen.length;
    const life = startLife(dir, models, found.instructions);
    const openedAfterMs = await killAtRandom(life, models, random, openingMs);
    if (await endedByItself(life)) {
      found.instructions += batch;
      continue;
    }
    found.kills++;
    openingMs = openedAfterMs ?? openingMs;
    const sent = models.seen.slice(before);
    const now = await journaled.serials();
    const inFlight = sent.filter(({ serial }) => !now.has(serial));
    if (sent.length === 0) found.killsWhileOpening++;
    found.inFlight += inFlight.length;
    found.mostInFlight = Math.max(found.mostInFlight, inFlight.length);
    found.answeredInFlight += inFlight.filter(({ answered }) => answered).length;
    for (const serial of durable)
      if (!now.has(serial)) found.violations.push(`answer ${serial} was in a journal, and is no longer`);
    durable = now;
    onKill?.({ kills: found.kills, inFlight: inFlight.length, journaled: now.size });
  }
  await recordToTheEnd(dir, models, found.instructions);
  return found;
}

async function recordToTheEnd(dir: string, models: ScriptedModels, instructions: number): Promise<void> {
  const life = startLife(dir, models, instructions);
  if (!(await endedByItself(life))) throw new Error(`The recorder did not end within ${lifeLimitMs} ms.`);
}

/** Whether it ended before it could be killed. Throws when it failed. */
async function endedByItself(life: Life): Promise<boolean> {
  const code = await life.ended;
  if (code !== null && code !== 0) throw new Error(`The recorder ended with ${code}:\n${await life.errors}`);
  return code === 0;
}

interface Life {
  /** Resolves to the exit code, null when it was killed. */
  ended: Promise<number | null>;
  errors: Promise<string>;
  hasEnded: AbortSignal;
  kill(): void;
}

function startLife(dir: string, models: ScriptedModels, instructions: number): Life {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, "recorder.ts"), dir, models.baseURL, String(instructions)],
    { stdio: ["ignore", "ignore", "pipe"], timeout: lifeLimitMs, killSignal: "SIGKILL" },
  );
  const over = new AbortController();
  const ended = once(child, "close").then(([code]: (number | null)[]) => {
    over.abort();
    return code ?? null;
  });
  return {
    ended,
    errors: text(child.stderr),
    hasEnded: over.signal,
    kill: () => void child.kill("SIGKILL"),
  };
}

/**
 * One kill in five falls anywhere between the start and the first request, when journals are read and mended; the others
 * a little after the n-th request. Returns the milliseconds until the first request, null when they were not awaited.
 */
async function killAtRandom(
  life: Life,
  models: ScriptedModels,
  random: Random,
  openingMs: number,
): Promise<number | null> {
  const started = performance.now();
  const before = models.seen.length;
  let openedAfterMs: number | null = null;
  if (random.below(5) === 0) await wait(random.below(Math.ceil(openingMs)), life.hasEnded);
  else {
    await models.arrived(before + 1, life.hasEnded);
    openedAfterMs = performance.now() - started;
    await models.arrived(before + 1 + random.below(12), life.hasEnded);
    await wait(random.below(30), life.hasEnded);
  }
  life.kill();
  return openedAfterMs;
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
