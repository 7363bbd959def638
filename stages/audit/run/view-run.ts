import type { RunManifest } from "../../../pipeline/contracts/generated/run.ts";
import type { SummaryReading } from "../../../pipeline/index/summaries-index.ts";
import { loadRecipe } from "../../../pipeline/recipe/load-recipe.ts";
import { lockHolder } from "../../../pipeline/run/run-lock.ts";
import type { RunPaths } from "../../../pipeline/run/run-paths.ts";
import type { SpendReport } from "../../../pipeline/run/summarize-spend.ts";
import type { FilterEvidence } from "../rows/filter-evidence.ts";
import type { FilterView, RunView } from "../views/run-view.ts";
import type { DatasetRows } from "./dataset-rows.ts";
import type { RunEvidence } from "./run-evidence.ts";

export interface ViewRunOptions {
  key: string;
  manifest: RunManifest;
  paths: RunPaths;
  readings: ReadonlyMap<string, SummaryReading>;
  evidence: RunEvidence;
  datasets: DatasetRows;
  spend: SpendReport | null;
  problems: string[];
}

/** What is shown of a run as a whole. */
export async function viewRun(options: ViewRunOptions): Promise<RunView> {
  const { key, manifest, paths, readings, evidence, datasets, spend, problems } = options;
  const { models, samples } = configured(manifest);
  const filters: FilterView[] = [];
  for (const filter of evidence.filters)
    filters.push({
      recipe: filter.recipe,
      funnel: filter.funnel,
      minima: filter.minima,
      staleness: await stalenessOf(filter, readings),
    });
  return {
    key,
    label: manifest.label,
    createdAt: manifest.createdAt,
    configHash: manifest.configHash,
    models,
    planned: Math.max(readings.size, evidence.instructions.size * samples),
    state: (await lockHolder(paths.lock)) === null ? "idle" : "recording",
    filters,
    gradings: evidence.gradings.map(({ view }) => view),
    datasets: datasets.names,
    spend,
    problems,
  };
}

/** The part of the configuration that is shown; run.json keeps it without a schema of its own. */
type ShownConfig = {
  models?: Record<string, { model?: unknown } | null>;
  record?: { samples?: unknown };
};

function configured({ config }: RunManifest): { models: Record<string, string>; samples: number } {
  const { models = {}, record = {} }: ShownConfig = config;
  const named = Object.entries(models).flatMap(([role, endpoint]) =>
    typeof endpoint?.model === "string" ? [[role, endpoint.model]] : [],
  );
  return {
    models: Object.fromEntries(named),
    samples: typeof record.samples === "number" ? record.samples : 1,
  };
}

async function stalenessOf(
  { recipe, funnel, verdicts }: FilterEvidence,
  readings: ReadonlyMap<string, SummaryReading>,
): Promise<string | null> {
  let since = 0;
  for (const [id, { summary }] of readings)
    if (summary !== null && summary.outcome !== null && !verdicts.has(id)) since++;
  const reasons = [
    ...((await hasChanged(recipe, funnel.recipeHash)) ? [`the recipe "${recipe}" was changed since`] : []),
    ...(since > 0 ? [`${since} trajectories were sealed since`] : []),
  ];
  return reasons.length === 0 ? null : `${reasons.join(", and ")}: run \`curate filter\` again`;
}

/** A recipe that came from a file of the user's is not known by its name: nothing is said of it. */
async function hasChanged(recipe: string, hash: string): Promise<boolean> {
  const loaded = await loadRecipe(recipe).catch(() => null);
  return loaded !== null && loaded.recipe.name === recipe && loaded.hash !== hash;
}
