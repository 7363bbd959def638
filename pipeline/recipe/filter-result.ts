import { readFile } from "node:fs/promises";
import type { Funnel } from "../contracts/generated/funnel.ts";
import type { Proximity } from "../contracts/generated/proximity.ts";
import type { Reliability } from "../contracts/generated/reliability.ts";
import type { Verdict } from "../contracts/generated/verdict.ts";
import { checkContract } from "../contracts/validators.ts";
import { errorMessage, UserError } from "../errors.ts";
import { writeFileAtomic } from "../run/atomic-file.ts";
import { readRecords, toJsonLines } from "../run/json-lines.ts";
import { RunPaths } from "../run/run-paths.ts";
import type { LoadedRecipe } from "./recipe.ts";

/** What the filter leaves in the run folder for a recipe. */
export interface FilterResult {
  funnel: Funnel;
  /** One for each sealed trajectory, by id. */
  verdicts: Verdict[];
  /** Of the recorded scores and of each grading, as far as they were graded again or reviewed. */
  reliability: Reliability[];
  /** By instruction, in the order of the run; none where the recipe names no tests. */
  proximity: Proximity[];
}

/** Writes what the filter found, the funnel last: it is there only when all the rest is. */
export async function writeFilterResult(runDir: string, result: FilterResult): Promise<void> {
  const { funnel, verdicts, reliability, proximity } = result;
  const paths = new RunPaths(runDir);
  await writeFileAtomic(paths.filterReliability(funnel.recipe), toJsonLines(reliability));
  await writeFileAtomic(paths.proximity(funnel.recipe), toJsonLines(proximity));
  await writeFileAtomic(paths.verdicts(funnel.recipe), toJsonLines(verdicts));
  await writeFileAtomic(paths.funnel(funnel.recipe), `${JSON.stringify(funnel, null, 2)}\n`);
}

/** Reads them back. Throws UserError when there are none, or when the recipe has changed since. */
export async function readFilterResult(
  runDir: string,
  { recipe, hash }: LoadedRecipe,
): Promise<FilterResult> {
  const paths = new RunPaths(runDir);
  const path = paths.funnel(recipe.name);
  const checked = checkContract("funnel", await readJson(path, recipe.name));
  if (!checked.ok)
    throw new UserError(
      `${path}: ${checked.problems.join("; ")}. Run \`curate filter\` again to have it made anew.`,
    );
  if (checked.value.recipeHash !== hash) {
    throw new UserError(
      `The verdicts in ${paths.filter(recipe.name)} were made with another version of the recipe "${recipe.name}". Run \`curate filter\` again.`,
    );
  }
  const verdicts = await Array.fromAsync(readRecords(paths.verdicts(recipe.name), "verdict"));
  const reliability = await Array.fromAsync(readRecords(paths.filterReliability(recipe.name), "reliability"));
  const proximity = await Array.fromAsync(readRecords(paths.proximity(recipe.name), "proximity"));
  return { funnel: checked.value, verdicts, reliability, proximity };
}

async function readJson(path: string, recipe: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw new UserError(
      `There are no verdicts by the recipe "${recipe}" yet (${errorMessage(cause)}). Run \`curate filter\` first.`,
      { cause },
    );
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError(`${path} is not JSON. Run \`curate filter\` again to have it made anew.`, { cause });
  }
}
