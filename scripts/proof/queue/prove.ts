import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createRandom, type Random } from "../../../pipeline/random/random.ts";
import { readLedger } from "../../../pipeline/run/ledger.ts";
import { RunPaths } from "../../../pipeline/run/run-paths.ts";
import { type Audit, auditRun } from "../kill-nine/audit.ts";
import { samples } from "../kill-nine/script.ts";
import { type ScriptedModels, startScriptedModels } from "../kill-nine/scripted-models.ts";
import { endWithin } from "../program.ts";
import { type PlannerArguments, startPlanner, startWorker, writeScriptedRun } from "./queue-programs.ts";
import type { QueueServer } from "./queue-server.ts";

export interface QueueProofOptions {
  /** An empty folder. */
  dir: string;
  /** Starts the queue server, which may keep what it holds in a folder. */
  openServer(dir: string): Promise<QueueServer>;
  workers: number;
  /** Trajectories at once of each worker. */
  concurrency: number;
  instructions: number;
  /** So long something is killed every few seconds. */
  seconds: number;
  /** Most kills (default: no limit). */
  kills?: number;
  /** Whether the run is compared with one that nobody disturbed, too (default: yes). */
  compares?: boolean;
  seed: number;
  /** Milliseconds before a model answers. */
  answerMs: number;
  onEvent?(what: string): void;
}

/** What was found. A proof that holds has no violations. */
export interface QueueFindings extends Audit {
  workerKills: number;
  serverKills: number;
  plannerKills: number;
  wipes: number;
  /** Seconds from the start until everything was sealed. */
  seconds: number;
}

/** Without a request for so long, the next is killed all the same. Milliseconds. */
const longestCalmMs = 8_000;
/** After the last kill everything is to be sealed within this. Milliseconds. */
const endLimitMs = 600_000;

/**
 * Has workers record scripted trajectories through a queue, and kills workers, the queue server and the planner with
 * SIGKILL; in the middle the server is wiped. Then compares the run folder with what the model server saw, and with a
 * run that nobody disturbed.
 */
export async function proveQueue(options: QueueProofOptions): Promise<QueueFindings> {
  const { dir, instructions, answerMs } = options;
  await using models = await startScriptedModels({
    instructions,
    delayMs: (serial) => answerMs / 2 + ((serial * 7919) % answerMs),
  });
  const run = join(dir, "disturbed", "run");
  const undisturbed = join(dir, "undisturbed", "run");
  await using server = await options.openServer(dir);
  const disturbed = await recordUnderFire(run, { models, server, options });
  const seen = [...models.seen];
  const compares = options.compares ?? true;
  if (compares) await recordCalmly(undisturbed, { models, server, options });
  const abandoned = (await readLedger(new RunPaths(run).ledger)).filter(
    ({ outcome }) => outcome === "abandoned",
  ).length;
  const audit = await auditRun({
    dir: run,
    undisturbed: compares ? undisturbed : run,
    seen,
    inFlight: abandoned,
  });
  // each killed worker has so many trajectories under way, each with two judges of a screenshot at most; a planner or
  // server that dies takes no call with it
  const most = disturbed.workerKills * options.concurrency * 2;
  const tooMany =
    audit.repeated > most ? [`${audit.repeated} requests were repeated, ${most} at most may be`] : [];
  const missing =
    audit.trajectories === instructions * samples
      ? []
      : [`${audit.trajectories} of ${instructions * samples} trajectories`];
  const unplanned = models.unplanned.map((request) => `unplanned request: ${request}`);
  return {
    ...disturbed,
    ...audit,
    violations: [...disturbed.violations, ...unplanned, ...missing, ...tooMany, ...audit.violations],
  };
}

interface Ground {
  models: ScriptedModels;
  server: QueueServer;
  options: QueueProofOptions;
}

type UnderFire = Pick<
  QueueFindings,
  "workerKills" | "serverKills" | "plannerKills" | "wipes" | "seconds" | "violations"
>;

async function recordUnderFire(dir: string, { models, server, options }: Ground): Promise<UnderFire> {
  const { workers, concurrency, instructions, seconds, kills = Number.POSITIVE_INFINITY, onEvent } = options;
  const random = createRandom(options.seed);
  const config = await writeScriptedRun(dir, { baseURL: models.baseURL, instructions });
  const planning: PlannerArguments = { config, run: dir, queue: server.url };
  const newWorker = () => startWorker(server.url, ["--run", dir, "--concurrency", `${concurrency}`]);
  const found: UnderFire = {
    workerKills: 0,
    serverKills: 0,
    plannerKills: 0,
    wipes: 0,
    seconds: 0,
    violations: [],
  };
  const started = performance.now();
  let planner = startPlanner(planning);
  const crew = Array.from({ length: workers }, newWorker);
  const killed = (): number => found.workerKills + found.serverKills + found.plannerKills;
  const hasEnded = (): boolean => planner.child.exitCode !== null;
  try {
    const doneShare = (): number =>
      Math.max((performance.now() - started) / (seconds * 1000), killed() / kills);
    while (doneShare() < 1 && !hasEnded()) {
      // processes that are still starting are killed too, but not only they
      await models.arrived(models.seen.length + 1 + random.below(20), AbortSignal.timeout(longestCalmMs));
      await delay(500 + random.below(2000));
      if (hasEnded()) break;
      if (found.wipes === 0 && doneShare() >= 0.5) {
        await server.wipe();
        found.wipes++;
        onEvent?.("queue server wiped");
      } else await killOne(random);
    }
    const endedEarly = hasEnded() ? `: the planner has ended with ${planner.child.exitCode}` : "";
    onEvent?.(`no more kills${endedEarly}`);
    const code = await endWithin(planner, endLimitMs);
    if (code !== 0) found.violations.push(`the planner ended with ${code}: ${planner.errors().slice(-2000)}`);
    // without a planner, workers wait for the next
    for (const [index, worker] of code === 0 ? crew.entries() : []) {
      const end = await endWithin(worker, endLimitMs);
      if (end !== 0)
        found.violations.push(`worker ${index} ended with ${end}: ${worker.errors().slice(-2000)}`);
    }
    found.seconds = Math.round((performance.now() - started) / 1000);
    return found;
  } finally {
    for (const program of [planner, ...crew]) program.kill();
  }

  async function killOne(chance: Random): Promise<void> {
    const what = chance.below(10);
    if (what < 7) {
      // three in four hit one that is at work: a process that only starts has nothing to lose
      const atWork = [...crew.keys()].filter((each) => /step \d/.test(crew[each]?.errors() ?? ""));
      const aimed = atWork.length > 0 && chance.below(4) > 0;
      const index = (aimed ? atWork[chance.below(atWork.length)] : undefined) ?? chance.below(crew.length);
      crew[index]?.kill();
      await crew[index]?.ended;
      crew[index] = newWorker();
      found.workerKills++;
      onEvent?.(`worker ${index} killed`);
    } else if (what < 9) {
      await server.killAndRestart();
      found.serverKills++;
      onEvent?.("queue server killed");
    } else {
      planner.kill();
      await planner.ended;
      planner = startPlanner(planning);
      found.plannerKills++;
      onEvent?.("planner killed");
    }
  }
}

async function recordCalmly(dir: string, { models, server, options }: Ground): Promise<void> {
  const config = await writeScriptedRun(dir, { baseURL: models.baseURL, instructions: options.instructions });
  const queue = `${server.url}?queue=calm`;
  const programs = [
    startPlanner({ config, run: dir, queue }),
    startWorker(queue, ["--run", dir, "--concurrency", "4"]),
    startWorker(queue, ["--run", dir, "--concurrency", "4"]),
  ];
  try {
    for (const program of programs) {
      const code = await endWithin(program, endLimitMs);
      if (code !== 0)
        throw new Error(`A program of the undisturbed run ended with ${code}:\n${program.errors()}`);
    }
  } finally {
    for (const program of programs) program.kill();
  }
}
