import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { cardFile, type DatasetManifest, readManifest } from "../../pipeline/dataset/read-manifest.ts";
import { splitCard } from "../../pipeline/dataset/released-card.ts";
import type { SplitDiff } from "../../pipeline/dataset-diff/dataset-diff.ts";
import { openDatasetFolder } from "../../pipeline/dataset-diff/dataset-view.ts";
import { diffDatasets } from "../../pipeline/dataset-diff/diff-datasets.ts";
import { UserError } from "../../pipeline/errors.ts";
import { defaultSplitLimits, type SplitLimits } from "./parquet/write-split.ts";
import { type PlanDatasetOptions, planDataset } from "./plan-dataset.ts";
import { writeDataset } from "./write-dataset.ts";

export interface VerifyAgainstRunOptions extends PlanDatasetOptions {
  /** An empty folder for the dataset as the run gives it now. */
  scratch: string;
  limits?: SplitLimits;
}

/**
 * Makes a dataset again from its run and compares the two to the byte. Returns in what they differ; nothing for equal
 * ones. The history of releases in a card is no part of what a run gives. The dataset's own files must be sound.
 * Throws UserError when the recipe is not the one it was made with.
 */
export async function verifyAgainstRun(dir: string, options: VerifyAgainstRunOptions): Promise<string[]> {
  const { recipe, scratch, limits = defaultSplitLimits, signal } = options;
  const found = await readManifest(dir);
  if (found.recipe.hash !== recipe.hash)
    throw new UserError(
      `${dir} was made with another version of the recipe "${found.recipe.name}" (${found.recipe.hash.slice(0, 12)}, this one is ${recipe.hash.slice(0, 12)}). Name the file of that version with --recipe, or check the files alone with --files-only.`,
    );
  const plan = await planDataset(options);
  const rebuilt = await writeDataset(plan, { dir: scratch, limits, signal });
  return [
    ...originProblems(found, rebuilt),
    ...sourceProblems(found, rebuilt),
    ...configProblems(found, rebuilt),
    ...besideProblems(found, rebuilt),
    ...(await rowProblems(dir, scratch, signal)),
    ...(await cardProblems(dir, scratch)),
  ];
}

/** What the bytes depend on beside the rows: with other tools the same rows may give other bytes. */
function originProblems(found: DatasetManifest, rebuilt: DatasetManifest): string[] {
  const facts = ({ name, label, run, toolVersions, tokenizer, instructionsDigest }: DatasetManifest) =>
    new Map<string, string>([
      ["name", name],
      ["label", label ?? "none"],
      ["configuration", run.configHash],
      ["prompt set", run.promptSetHash],
      ["instructions", instructionsDigest],
      ["tokenizer", tokenizer === undefined ? "none" : `${tokenizer.name} ${tokenizer.hash.slice(0, 12)}`],
      ...Object.entries(toolVersions),
    ]);
  const [stated, now] = [facts(found), facts(rebuilt)];
  return [...new Set([...stated.keys(), ...now.keys()])].flatMap((what) =>
    stated.get(what) === now.get(what)
      ? []
      : `made with ${what} ${stated.get(what) ?? "none"}, the run and this version have ${now.get(what) ?? "none"}`,
  );
}

function sourceProblems(found: DatasetManifest, rebuilt: DatasetManifest): string[] {
  const digests = ({ sources }: DatasetManifest) =>
    new Map(sources.map(({ trajectoryId, journalDigest }) => [trajectoryId, journalDigest]));
  const [stated, now] = [digests(found), digests(rebuilt)];
  return [...new Set([...stated.keys(), ...now.keys()])].sort().flatMap((id) => {
    if (!now.has(id)) return `trajectory ${id}: the run no longer holds it`;
    if (!stated.has(id)) return `trajectory ${id}: new in the run`;
    return stated.get(id) === now.get(id) ? [] : `trajectory ${id}: its journal has changed`;
  });
}

function configProblems(found: DatasetManifest, rebuilt: DatasetManifest): string[] {
  const splits = ({ configs }: DatasetManifest) =>
    new Map(configs.map((each) => [`${each.config}/${each.split}`, each]));
  const [stated, now] = [splits(found), splits(rebuilt)];
  return [...new Set([...stated.keys(), ...now.keys()])].flatMap((name) => {
    const [was, is] = [stated.get(name), now.get(name)];
    if (is === undefined) return `${name}: the run gives no such rows`;
    if (was === undefined) return `${name}: the run gives ${is.rows} rows, the dataset has none`;
    if (was.rowHashes !== is.rowHashes) return []; // told row by row
    const sizes = ({ files }: typeof was) => JSON.stringify(files.map(({ sha256 }) => sha256));
    return sizes(was) === sizes(is) ? [] : `${name}: the same rows, written as other bytes`;
  });
}

function besideProblems(found: DatasetManifest, rebuilt: DatasetManifest): string[] {
  const hashes = ({ besideFiles = [] }: DatasetManifest) =>
    new Map(besideFiles.map(({ path, sha256 }) => [path, sha256]));
  const [stated, now] = [hashes(found), hashes(rebuilt)];
  return [...new Set([...stated.keys(), ...now.keys()])].sort().flatMap((path) => {
    if (!now.has(path)) return `${path}: the run gives no such file`;
    if (!stated.has(path)) return `${path}: the run gives this file too`;
    return stated.get(path) === now.get(path) ? [] : `${path}: the run gives other content`;
  });
}

/** Rows named of each split that differs. */
const rowsShown = 5;

async function rowProblems(dir: string, scratch: string, signal: AbortSignal): Promise<string[]> {
  const { splits } = await diffDatasets(
    await openDatasetFolder(dir),
    await openDatasetFolder(scratch),
    signal,
  );
  return splits.map(splitProblem);
}

function splitProblem({ config, split, entered, left, changed }: SplitDiff): string {
  const named = (what: string, rows: readonly { id: string }[]): string[] =>
    rows.length === 0
      ? []
      : [
          `${rows.length} ${what} (${rows
            .slice(0, rowsShown)
            .map(({ id }) => id)
            .join(", ")}${rows.length > rowsShown ? ", ..." : ""})`,
        ];
  const parts = [
    ...named("only in the run", entered),
    ...named("only in the dataset", left),
    ...named("that differ", changed),
  ];
  return `${config}/${split}: rows ${parts.join(", ") || "in another order or with other columns"}`;
}

async function cardProblems(dir: string, scratch: string): Promise<string[]> {
  const read = async (folder: string) => splitCard(await readFile(join(folder, cardFile), "utf8")).emitted;
  return (await read(dir)) === (await read(scratch)) ? [] : [`${cardFile}: the run gives another card`];
}
