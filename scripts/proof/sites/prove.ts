import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { endedWithin } from "../../../pipeline/queue/ended-within.ts";
import { createRandom } from "../../../pipeline/random/random.ts";
import { openRunReader } from "../../../pipeline/run/open-run-reader.ts";
import { RunPaths } from "../../../pipeline/run/run-paths.ts";
import { curateProgram } from "../../curate-program.ts";
import { leftBehind } from "../kill-nine/left-behind.ts";
import type { TrajectoryTree } from "../kill-nine/tree-of.ts";
import { endWithin, type Program, startProgram } from "../program.ts";
import { readJournals } from "../soak/check/evidence.ts";
import { fsckFindings } from "../soak/check/fsck-findings.ts";
import { recordedOnce } from "../soak/check/recorded-once.ts";
import { differingTrees } from "../soak/check/same-trees.ts";
import { unfoundedScores } from "../soak/check/scores.ts";
import { browserFaults, type Interference, interfere, siteFaults } from "./interfere.ts";
import { type ProcessBelow, processesBelow, stillRuns } from "./processes-below.ts";

export interface SitesProofOptions {
  /** An empty folder. */
  dir: string;
  /** Where installed packages are kept from run to run. */
  cacheDir: string;
  instructions: number;
  /** So long each run is disturbed, if it does not end before. */
  seconds: number;
  seed: number;
  onEvent?(what: string): void;
}

export interface SitesFindings {
  trajectories: number;
  /** How often each thing was done. */
  faults: ReadonlyMap<Interference, number>;
  /** Processes that were started for the disturbed runs and seen. */
  processes: number;
  violations: string[];
}

const runLimitMs = 900_000;
/** Of runs that nobody disturbs any more, until one ends well. */
const mostEnds = 5;
/** Box and browser are gone within a second of the end of whoever started them. */
const goneWithinMs = 2_000;

/**
 * Records with the real sandbox, real sites and a real browser, all of which are killed and stopped; models alone are
 * stood in for. What fails of the machine must not show in what is recorded: compared with a run that nobody disturbed.
 */
export async function proveSites(options: SitesProofOptions): Promise<SitesFindings> {
  const calm = await prepare("calm", options);
  const code = await endWithin(record(calm), runLimitMs);
  if (code !== 0) throw new Error(`The undisturbed run ended with ${code}.`);
  options.onEvent?.("a run that nobody disturbs has ended");
  const planned = await (await openRunReader(calm.run)).trajectoryIds();
  const faults = new Map<Interference, number>();
  const seen = new Map<number, ProcessBelow>();
  const violations: string[] = [];
  for (const { name, kinds, twin } of [
    { name: "browser", kinds: browserFaults, twin: calm.run },
    { name: "site", kinds: siteFaults, twin: null },
  ]) {
    const place = await prepare(name, options);
    const end = await recordUnderFire(place, { kinds, faults, seen, options });
    const found = [...end, ...stillRunning(seen), ...(await violationsOf(place.run, planned, twin))];
    violations.push(...found.map((violation) => `${name}: ${violation}`));
  }
  return { trajectories: planned.length, faults, processes: seen.size, violations };
}

function stillRunning(seen: ReadonlyMap<number, ProcessBelow>): string[] {
  return [...seen.values()]
    .filter(stillRuns)
    .map(({ pid, words }) => `process ${pid} still runs: ${words.join(" ").slice(0, 200)}`);
}

interface Place {
  config: string;
  run: string;
}

async function prepare(name: string, { dir, cacheDir, instructions }: SitesProofOptions): Promise<Place> {
  const run = join(dir, name);
  const endpoint = { baseURL: "rehearsal", model: "scripted" };
  const config = {
    ...{ run, seed: 5, models: { teacher: endpoint, vision: endpoint, feedback: endpoint } },
    ...{ synthesize: { count: instructions }, record: { maxSteps: 8, concurrency: 2 } },
    ...{ site: { cache: cacheDir }, recipe: "lenient" },
  };
  await mkdir(dir, { recursive: true });
  const path = join(dir, `${name}.json`);
  await writeFile(path, JSON.stringify(config));
  return { config: path, run };
}

function record({ config }: Place): Program {
  return startProgram([curateProgram, "run", "-c", config]);
}

/** Notes what was done, and the processes that were seen. Returns what is wrong with how it ended. */
async function recordUnderFire(
  place: Place,
  {
    kinds,
    faults,
    seen,
    options: { seconds, seed, onEvent },
  }: {
    kinds: readonly Interference[];
    faults: Map<Interference, number>;
    seen: Map<number, ProcessBelow>;
    options: SitesProofOptions;
  },
): Promise<string[]> {
  const random = createRandom(seed);
  const until = performance.now() + seconds * 1000;
  let recorder = record(place);
  const hasEnded = (): boolean => recorder.child.exitCode !== null || recorder.child.signalCode !== null;
  try {
    while (performance.now() < until && recorder.child.exitCode !== 0) {
      if (hasEnded()) recorder = record(place);
      await endedWithin(1_000 + random.below(4_000), recorder.ended);
      const below = processesBelow(recorder.child.pid ?? 0);
      for (const each of below) seen.set(each.pid, each);
      const kind = random.pick(kinds);
      if (hasEnded() || !(await interfere(kind, { recorder, below, random }))) continue;
      faults.set(kind, (faults.get(kind) ?? 0) + 1);
      onEvent?.(kind);
    }
    onEvent?.("left alone");
    for (let ends = 0; recorder.child.exitCode !== 0 && ends < mostEnds; ends++) {
      if (hasEnded()) recorder = record(place);
      await endWithin(recorder, runLimitMs);
    }
  } finally {
    recorder.kill();
    await recorder.ended;
  }
  await delay(goneWithinMs);
  const { exitCode } = recorder.child;
  return exitCode === 0 ? [] : [`left alone, it ended with ${exitCode}: ${recorder.errors().slice(-2_000)}`];
}

/** `twin`: a run that must be the same; null where faults may show in what is recorded. */
async function violationsOf(run: string, planned: string[], twin: string | null): Promise<string[]> {
  const paths = new RunPaths(run);
  const reader = await openRunReader(run);
  const journals = await readJournals(paths, await reader.trajectoryIds());
  return [
    ...recordedOnce({ planned, journals }),
    ...unfoundedScores({ journals }),
    ...(await fsckFindings({ paths })),
    ...(await leftBehind(run)),
    ...(twin === null
      ? []
      : await differingTrees({ reader, journals, calm: await openRunReader(twin) }, judged)),
  ];
}

/** Without what times stand in: what the site's programs printed, and pictures of pages in the middle of their use. */
function judged({ nodes, ...tree }: TrajectoryTree) {
  return { ...tree, nodes: nodes.map(({ siteReport: _, transcript: __, ...node }) => node) };
}
