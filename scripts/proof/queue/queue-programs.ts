import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { toJsonLines } from "../../../pipeline/run/json-lines.ts";
import { RunPaths } from "../../../pipeline/run/run-paths.ts";
import { curateProgram } from "../../curate-program.ts";
import { errorLimit, instructionAt, runSeed, samples } from "../kill-nine/script.ts";
import { type Program, startProgram } from "../program.ts";

const paperWorker = join(import.meta.dirname, "paper-worker.ts");

/** Writes a run folder that holds so many scripted instructions, and a configuration. Returns the configuration's path. */
export async function writeScriptedRun(
  dir: string,
  {
    baseURL,
    instructions,
    concurrency = 2,
    budget = {},
    endpoint: limits = {},
  }: {
    baseURL: string;
    instructions: number;
    concurrency?: number;
    budget?: object;
    /** More of every endpoint, such as a price or limits. */
    endpoint?: object;
  },
): Promise<string> {
  await mkdir(dir, { recursive: true });
  const endpoint = { baseURL, model: "scripted", sendSeed: true, ...limits };
  const models = { teacher: endpoint, vision: endpoint, feedback: endpoint };
  const config = { run: dir, seed: runSeed, models, record: { samples, errorLimit, concurrency }, budget };
  const path = join(dir, "..", "scripted.config.json");
  await writeFile(path, JSON.stringify(config));
  const texts = Array.from({ length: instructions }, (_, index) => instructionAt(index));
  await writeFile(new RunPaths(dir).instructions, toJsonLines(texts));
  return path;
}

export interface PlannerArguments {
  config: string;
  run: string;
  queue: string;
  /** seconds */
  lease?: number;
  more?: readonly string[];
  env?: Record<string, string>;
}

/** `curate record --queue`. */
export function startPlanner({
  config,
  run,
  queue,
  lease = 2,
  more = [],
  env = {},
}: PlannerArguments): Program {
  const args = ["record", "-c", config, "--run", run, "--queue", queue, "--lease", `${lease}`, ...more];
  return startProgram([curateProgram, ...args], env);
}

/** `curate worker` on sites of paper. */
export function startWorker(
  queue: string,
  more: readonly string[] = [],
  env: Record<string, string> = {},
): Program {
  return startProgram([paperWorker, "--queue", queue, ...more], env);
}
