import type { Funnel } from "../../../pipeline/contracts/generated/funnel.ts";
import type { Grading } from "../../../pipeline/contracts/generated/grading.ts";
import type { Reliability } from "../../../pipeline/contracts/generated/reliability.ts";
import type { SpendReport } from "../../../pipeline/run/summarize-spend.ts";

/** A run as the viewer lists it. */
export interface RunCard {
  /** Names the run in URLs; unique among those that are shown together. */
  key: string;
  label: "rehearsal" | null;
  /** ISO 8601. */
  createdAt: string;
}

/** What the viewer shows of a run as a whole. The rows of its trajectories come apart. */
export interface RunView extends RunCard {
  configHash: string;
  /** Model ids by role, as configured. */
  models: Record<string, string>;
  /** Trajectories that the run is to hold, as far as its instructions tell. */
  planned: number;
  /** `recording`: a living process holds the run. */
  state: "recording" | "idle";
  filters: FilterView[];
  gradings: GradingView[];
  /** Names of emitted datasets. */
  datasets: string[];
  /** null while the ledger is still being counted. */
  spend: SpendReport | null;
  /** What of the folder could not be read, each with its remedy. */
  problems: string[];
}

/** The verdicts by one recipe, as `curate filter` left them. */
export interface FilterView {
  recipe: string;
  funnel: Funnel;
  /** The recipe's minima; null: it has none. */
  minima: { screenshot: number | null; gui: number | null };
  /** The recipe changed since, or trajectories were sealed after it: told, not hidden. */
  staleness: string | null;
}

export interface GradingView {
  name: string;
  manifest: Grading;
  /** null where it was not computed. */
  reliability: Reliability | null;
}
