import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CurateError } from "../../pipeline/errors.ts";
import { RunPaths } from "../../pipeline/run/run-paths.ts";
import { fastFolder } from "../../scripts/proof/fast-folder.ts";
import { recordOnPaper } from "../../scripts/proof/record-on-paper.ts";
import { CalmTwins } from "../../scripts/proof/soak/calm-twins.ts";
import { checkInvariants } from "../../scripts/proof/soak/check/check-invariants.ts";
import { gatherEvidence } from "../../scripts/proof/soak/check/evidence.ts";
import { canaryKey, type DrivenRun } from "../../scripts/proof/soak/drive.ts";
import { type FaultyFiles, installFaultyFiles } from "../../scripts/proof/soak/faulty-files.ts";
import {
  instructionsOf,
  type ScriptPlan,
  scriptCalls,
  soakRun,
} from "../../scripts/proof/soak/paper-script.ts";
import type { FileFault } from "../../scripts/proof/soak/schedule.ts";
import { type SoakModels, startSoakModels } from "../../scripts/proof/soak/soak-models.ts";
import type { RecordSummary } from "../../stages/record/stage.ts";

const script: ScriptPlan = { seed: 1, variants: ["short"], samples: 1, nonsense: 0 };
/** The judges of a screenshot are asked at once. */
const mostInFlight = 2;

/** In turn; a soak meets all of them everywhere. */
const effects = [
  { effect: "EIO", lasting: false },
  { effect: "short", lasting: true },
] as const satisfies Omit<FileFault, "at">[];

let dir: string;
let twins: CalmTwins;

beforeAll(async () => {
  dir = await fastFolder("curator-write-failures-");
  twins = new CalmTwins(join(dir, "calm"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

function record(run: string, models: SoakModels): Promise<RecordSummary> {
  return recordOnPaper({
    ...soakRun,
    ...{ dir: run, baseURL: models.baseURL, apiKey: canaryKey, samples: script.samples, concurrency: 1 },
    instructions: instructionsOf(script),
  });
}

const startModels = (): Promise<SoakModels> =>
  startSoakModels({ calls: scriptCalls(script), faults: new Map(), apiKey: canaryKey });

/** Records with a fault; returns how often files were called, and how many requests came after the fault. */
async function recordFaultily(run: string, fault: FileFault | null, models: SoakModels) {
  let sentBefore: number | null = null;
  using files: FaultyFiles = await installFaultyFiles(run, fault, () => {
    sentBefore = models.seen.length;
  });
  const outcome: unknown = await record(run, models).catch((error: unknown) => error);
  return { calls: files.calls, outcome, sentAfter: models.seen.length - (sentBefore ?? models.seen.length) };
}

test("whichever call to the file system fails: nothing more is paid for, nothing is half there, and the same command goes on", {
  timeout: 120_000,
}, async () => {
  const run = join(dir, "failing");
  const calls = await countCalls();
  expect(calls).toBeGreaterThan(60);
  let stopped = 0;
  for (let at = 1; at <= calls; at++) {
    const effect = effects[at % effects.length] ?? effects[0];
    await using models = await startModels();
    const { outcome, sentAfter } = await recordFaultily(run, { at, ...effect }, models);
    const where = `call ${at}, ${effect.effect}: ${outcome}`;
    expect(sentAfter, where).toBeLessThanOrEqual(mostInFlight);
    if (outcome instanceof Error) {
      stopped++;
      expect(outcome, where).toBeInstanceOf(CurateError);
      expect(outcome.message, where).toMatch(
        /could not be written .* run the same command|Run the same command/,
      );
    }
    // the process is gone, its lock may have stayed
    await rm(new RunPaths(run).lock, { force: true });
    const summary = await record(run, models);
    expect(summary, where).toEqual({ planned: 1, sealed: 1, failed: [], parked: [] });
    const driven: DrivenRun = {
      ...{ dir: run, seen: models.seen, reports: [], output: "", lives: 2, kills: 0 },
      ...{ faults: new Map(), violations: [] },
    };
    const evidence = await gatherEvidence(driven, script, await twins.of(script));
    // datasets are emitted once, at the end: that takes longer than all the rest
    expect(await checkInvariants(evidence, { datasets: at === calls }), where).toEqual([]);
    await rm(run, { recursive: true });
  }
  expect(stopped).toBeGreaterThan(calls * 0.9);
});

async function countCalls(): Promise<number> {
  const run = join(dir, "counted");
  await using models = await startModels();
  const { calls } = await recordFaultily(run, null, models);
  await rm(run, { recursive: true });
  return calls;
}
