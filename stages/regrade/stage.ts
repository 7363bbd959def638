import { readFile } from "node:fs/promises";
import type { Settings } from "../../pipeline/config/settings.ts";
import type { Grade } from "../../pipeline/contracts/generated/grade.ts";
import type { Grading } from "../../pipeline/contracts/generated/grading.ts";
import { checkContract } from "../../pipeline/contracts/validators.ts";
import { CurateError, errorMessage, hasErrorCode, StopError, UserError } from "../../pipeline/errors.ts";
import type { ModelClient } from "../../pipeline/model/model-client.ts";
import type { PromptSet } from "../../pipeline/prompts/prompt-set.ts";
import { InProcessDispatcher } from "../../pipeline/queue/in-process-dispatcher.ts";
import { writeFileAtomic } from "../../pipeline/run/atomic-file.ts";
import { toJsonLines } from "../../pipeline/run/json-lines.ts";
import type { Ledger } from "../../pipeline/run/ledger.ts";
import type { RunManifest } from "../../pipeline/run/run-manifest.ts";
import type { RunPaths } from "../../pipeline/run/run-paths.ts";
import type { RunReader } from "../../pipeline/run/run-reader.ts";
import { regradeTrajectory } from "./regrade-trajectory.ts";

export type GradingJudge = Grading["judges"][number];

export interface RegradeRunOptions {
  run: RunReader;
  paths: RunPaths;
  manifest: RunManifest;
  settings: Settings;
  prompts: PromptSet;
  models: ModelClient;
  ledger: Ledger;
  /** Under which the grades are kept, and chosen by a recipe. */
  name: string;
  judges: readonly GradingJudge[];
  /** How often each judge is asked about a step. */
  times: number;
  /** Only the first so many trajectories; null: all. */
  limit: number | null;
  now(): Date;
  signal: AbortSignal;
}

export interface RegradeSummary {
  name: string;
  /** Trajectories graded. */
  graded: number;
  /** Grades without any usable score. */
  unmeasured: number;
  failed: { trajectoryId: string; reason: string }[];
  /** Still being recorded: not graded. */
  unfinished: string[];
  grades: Grade[];
  gradesPath: string;
}

/**
 * Asks the configured judges again about the chosen steps' stored screenshots and GUI transcripts. No teacher, site or
 * browser is needed. Every call is journaled with its trajectory, so that the same command goes on where it stopped and
 * pays for nothing twice. Throws UserError when a grading of that name was made in another way.
 */
export async function regradeRun(options: RegradeRunOptions): Promise<RegradeSummary> {
  const { run, paths, name, limit } = options;
  await establishGrading(options);
  const ids = (await run.trajectoryIds()).slice(0, limit ?? undefined);
  const halt = new AbortController();
  const signal = AbortSignal.any([options.signal, halt.signal]);
  const dispatcher = new InProcessDispatcher({
    concurrency: options.settings.record.concurrency,
    work: async (id) => {
      try {
        return await regradeTrajectory(id, { ...options, signal });
      } catch (error) {
        if (stopsEverything(error)) halt.abort(error);
        throw error;
      }
    },
  });
  const outcomes = await dispatcher.dispatch(ids, signal);
  if (signal.aborted) throw signal.reason instanceof Error ? signal.reason : new StopError("stopped");
  const done = outcomes.flatMap((outcome) => (outcome.ok && outcome.result !== null ? outcome.result : []));
  const grades = done.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  await writeFileAtomic(paths.grades(name), toJsonLines(grades));
  return {
    name,
    graded: new Set(grades.map(({ trajectoryId }) => trajectoryId)).size,
    unmeasured: grades.filter(({ scores }) => scores.every(({ value }) => value === null)).length,
    failed: outcomes.flatMap((outcome) =>
      outcome.ok ? [] : { trajectoryId: outcome.id, reason: errorMessage(outcome.error) },
    ),
    unfinished: outcomes
      .flatMap((outcome) => (outcome.ok && outcome.result === null ? outcome.id : []))
      .sort(),
    grades,
    gradesPath: paths.grades(name),
  };
}

/** Writes grading.json for a new grading; for an existing one checks that it is made in the same way. */
async function establishGrading(options: RegradeRunOptions): Promise<void> {
  const { paths, name, judges, times, settings, prompts, manifest, now } = options;
  const { vision, feedback } = settings.models;
  const planned: Grading = {
    schema: "grading.v1",
    name,
    at: now().toISOString(),
    judges: [...judges].sort(),
    times,
    models: { vision: vision.model, feedback: feedback.model },
    promptSetHash: prompts.hash,
    label: manifest.label ?? (isRehearsal(vision) || isRehearsal(feedback) ? "rehearsal" : null),
  };
  const path = paths.gradingManifest(name);
  const existing = await readGrading(path);
  if (existing === null) return await writeFileAtomic(path, `${JSON.stringify(planned, null, 2)}\n`);
  const differing = (["judges", "times", "models", "promptSetHash"] as const).filter(
    (key) => JSON.stringify(existing[key]) !== JSON.stringify(planned[key]),
  );
  if (differing.length > 0)
    throw new UserError(
      `The grading "${name}" was made in another way (${differing.join(", ")} differ). Give the new one another --name; grades once given stay.`,
    );
}

async function readGrading(path: string): Promise<Grading | null> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (hasErrorCode(error, "ENOENT")) return null;
    throw error;
  }
  const checked = checkContract("grading", JSON.parse(text));
  if (checked.ok) return checked.value;
  throw new UserError(
    `${path} is damaged: ${checked.problems.join("; ")}. Restore it, or take another --name.`,
  );
}

function isRehearsal({ baseURL }: { baseURL: string }): boolean {
  return baseURL === "rehearsal";
}

function stopsEverything(error: unknown): boolean {
  return (
    !(error instanceof CurateError) || error.kind === "user" || error.kind === "stop" || error.kind === "bug"
  );
}

function keyOf({ trajectoryId, judge }: Grade): string {
  return `${trajectoryId}/${judge}`;
}
