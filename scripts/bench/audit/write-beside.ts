import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { measureInThreads } from "../../../pipeline/index/measure-in-threads.ts";
import { loadRecipe } from "../../../pipeline/recipe/load-recipe.ts";
import { openRunReader } from "../../../pipeline/run/open-run-reader.ts";
import { RunPaths } from "../../../pipeline/run/run-paths.ts";
import { filterRun } from "../../../stages/filter/stage.ts";

const callsOfTrajectory = 12;
const roles = ["teacher", "vision", "gui", "feedback"] as const;

/** What lies beside the trajectories of a run that was recorded and filtered: measures, verdicts, and the ledger of its calls. */
export async function writeBeside(dir: string, { cores, signal }: { cores: number; signal: AbortSignal }) {
  const run = await openRunReader(dir);
  await filterRun({
    ...{ run, signal, recipe: await loadRecipe("strict") },
    measureAll: measureInThreads(cores),
  });
  const file = createWriteStream(new RunPaths(dir).ledger);
  for (const id of await run.trajectoryIds()) {
    for (let call = 0; call < callsOfTrajectory; call++)
      if (!file.write(`${JSON.stringify(entryOf(id, call))}\n`)) await once(file, "drain");
  }
  file.end();
  await once(file, "finish");
}

function entryOf(trajectoryId: string, call: number): object {
  return {
    at: "2026-01-01T00:00:00.000Z",
    callId: `${trajectoryId}-${call}`,
    role: roles[call % roles.length],
    purpose: `step-${Math.floor(call / 4)}/${roles[call % roles.length]}`,
    ...{ trajectoryId, stage: "record", baseURL: "rehearsal", model: "bench", outcome: "answered" },
    error: null,
    usage: { promptTokens: 9_000, completionTokens: 900, cachedTokens: 4_000, reasoningTokens: null },
    ...{ costUsd: 0.001, latencyMs: 900 + 10 * call, attempt: 1 },
  };
}
