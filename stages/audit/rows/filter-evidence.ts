import { readFile } from "node:fs/promises";
import type { Verdict } from "../../../pipeline/contracts/generated/verdict.ts";
import { checkContract } from "../../../pipeline/contracts/validators.ts";
import { errorMessage } from "../../../pipeline/errors.ts";
import { lets, rejectedBy } from "../../../pipeline/recipe/rejected-by.ts";
import { type LinePlace, readLeniently } from "../../../pipeline/run/read-leniently.ts";
import { readRange } from "../../../pipeline/run/read-range.ts";
import type { RunPaths } from "../../../pipeline/run/run-paths.ts";
import type { FilterView } from "../views/run-view.ts";
import type { RowVerdict } from "../views/trajectory-row.ts";

/** Rules that are nothing but a minimum of a score. */
const scoreMinima = ["screenshot-score", "gui-score"];

/** The verdicts by one recipe: in short for every trajectory, whole where they are asked for. */
export interface FilterEvidence {
  recipe: string;
  funnel: FilterView["funnel"];
  minima: FilterView["minima"];
  verdicts: ReadonlyMap<string, RowVerdict>;
  places: ReadonlyMap<string, LinePlace>;
  problems: string[];
}

/** Reads what `curate filter` left for a recipe; a problem in its place when there is nothing that can be read. */
export async function readFilterEvidence(
  paths: RunPaths,
  recipe: string,
): Promise<FilterEvidence | { problem: string }> {
  const funnel = await readFunnel(paths.funnel(recipe));
  if (typeof funnel === "string")
    return { problem: `filter/${recipe}/funnel.json: ${funnel}. Run \`curate filter\` again.` };
  const verdicts = new Map<string, RowVerdict>();
  const places = new Map<string, LinePlace>();
  const minima: FilterView["minima"] = { screenshot: null, gui: null };
  // the same few lists stand for thousands of verdicts
  const lists = new Map<string, string[]>();
  const problems = await readLeniently(paths.verdicts(recipe), "verdict", (verdict, place) => {
    const rejecting = rejectedBy(verdict);
    const key = rejecting.join();
    const shared = lists.get(key) ?? rejecting;
    lists.set(key, shared);
    verdicts.set(verdict.trajectoryId, {
      kept: verdict.kept,
      rejectedBy: shared,
      passesOthers: passesOthers(verdict),
    });
    places.set(verdict.trajectoryId, place);
    minima.screenshot ??= minimumOf("screenshot-score", verdict);
    minima.gui ??= minimumOf("gui-score", verdict);
  });
  return {
    ...{ recipe, funnel, minima, verdicts, places },
    problems: problems.map((problem) => `filter/${recipe}/verdicts.jsonl, ${problem}`),
  };
}

/** A trajectory's verdict with every rule's outcome; null when it has none. */
export async function readVerdict(
  paths: RunPaths,
  { recipe, places }: FilterEvidence,
  id: string,
): Promise<Verdict | null> {
  const place = places.get(id);
  if (place === undefined) return null;
  const line = await readRange(paths.verdicts(recipe), place);
  const checked = checkContract("verdict", parseOrNull(line));
  // the file was written anew since: the next look at it finds the line
  return checked.ok && checked.value.trajectoryId === id ? checked.value : null;
}

function passesOthers({ rules }: Verdict): boolean {
  return rules.every((ruling) => scoreMinima.includes(ruling.rule) || lets(ruling));
}

function minimumOf(rule: string, { rules }: Verdict): number | null {
  const threshold = rules.find((ruling) => ruling.rule === rule)?.threshold;
  return typeof threshold === "number" ? threshold : null;
}

async function readFunnel(path: string): Promise<FilterView["funnel"] | string> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    return errorMessage(error);
  }
  const checked = checkContract("funnel", parseOrNull(text));
  return checked.ok ? checked.value : checked.problems.join("; ");
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // the schema check says what is wrong with it
    return null;
  }
}
