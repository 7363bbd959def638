import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { hashOf } from "../../../pipeline/run/digest.ts";
import { openRunReader } from "../../../pipeline/run/open-run-reader.ts";
import type { RunReader } from "../../../pipeline/run/run-reader.ts";
import { recordOnPaper } from "../record-on-paper.ts";
import { canaryKey } from "./drive.ts";
import { instructionsOf, type ScriptPlan, scriptCalls, soakRun } from "./paper-script.ts";
import { startSoakModels } from "./soak-models.ts";

/** Runs that nobody disturbs, recorded when they are first asked for. */
export class CalmTwins {
  readonly #dir: string;
  readonly #made = new Map<string, Promise<RunReader>>();

  constructor(dir: string) {
    this.#dir = dir;
  }

  of(script: ScriptPlan): Promise<RunReader> {
    const { seed, variants, samples, nonsense } = script;
    // the seed only chooses the nonsense
    const key = hashOf({ variants, samples, nonsense, seed: nonsense === 0 ? null : seed }).slice(0, 16);
    const made = this.#made.get(key) ?? record(join(this.#dir, key), script);
    this.#made.set(key, made);
    return made;
  }
}

async function record(dir: string, script: ScriptPlan): Promise<RunReader> {
  await mkdir(dir, { recursive: true });
  await using models = await startSoakModels({
    ...{ calls: scriptCalls(script), faults: new Map(), apiKey: canaryKey },
  });
  await recordOnPaper({
    ...soakRun,
    ...{ dir, baseURL: models.baseURL, apiKey: canaryKey, concurrency: 2, samples: script.samples },
    instructions: instructionsOf(script),
  });
  return await openRunReader(dir);
}
