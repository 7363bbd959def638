import type { DatasetManifest } from "../../pipeline/dataset/read-manifest.ts";
import { replaceFolder } from "../../pipeline/dataset/replace-folder.ts";
import { BugError, hasErrorCode, UserError } from "../../pipeline/errors.ts";
import { readFilterResult } from "../../pipeline/recipe/filter-result.ts";
import { RunPaths } from "../../pipeline/run/run-paths.ts";
import { defaultSplitLimits, type SplitLimits } from "./parquet/write-split.ts";
import { type PlanDatasetOptions, planDataset } from "./plan-dataset.ts";
import { verifyDataset } from "./verify-dataset.ts";
import { writeDataset } from "./write-dataset.ts";

export interface EmitRunOptions extends Omit<PlanDatasetOptions, "filtered"> {
  /** Where row groups and files are cut. */
  limits?: SplitLimits;
}

export interface EmitSummary {
  name: string;
  /** The dataset's folder. */
  dir: string;
  label: "rehearsal" | null;
  /** What was written; a configuration without rows is not there. */
  configs: DatasetManifest["configs"];
  /** Trajectories still in progress: they are in no configuration. */
  unfinished: string[];
}

/**
 * Writes the datasets of a run by a recipe: Parquet files, card and manifest, read back and compared before they take
 * the place of an earlier version. A pure function of run and recipe: the same two give the same bytes.
 * Throws UserError when the run was not filtered by this recipe since it last changed.
 */
export async function emitRun(options: EmitRunOptions): Promise<EmitSummary> {
  const { run, recipe, limits = defaultSplitLimits, signal } = options;
  const plan = await planDataset({ ...options, filtered: await readFilterResult(run.dir, recipe) });
  const { name } = recipe.recipe;
  const dir = new RunPaths(run.dir).dataset(name);
  try {
    return await replaceFolder(dir, async (staging) => {
      const { configs } = await writeDataset(plan, { dir: staging, limits, signal });
      const { problems } = await verifyDataset(staging, signal);
      if (problems.length > 0)
        throw new BugError(`The dataset does not read back as it was written: ${problems.join("; ")}`);
      return { name, dir, label: plan.survey.label, configs, unfinished: plan.survey.unfinished };
    });
  } catch (error) {
    throw isDiskFull(error) ? diskFull(dir, error) : error;
  }
}

function isDiskFull(error: unknown): boolean {
  return hasErrorCode(error, "ENOSPC", "EDQUOT");
}

function diskFull(dir: string, cause: unknown): UserError {
  return new UserError(
    `${dir}: there is no room left on the disk for the dataset. An earlier version of it is as it was. Free some space and emit again.`,
    { cause },
  );
}
