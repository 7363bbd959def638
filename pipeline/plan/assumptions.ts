import type { Settings } from "../config/settings.ts";
import {
  type AssumedTrajectory,
  assumedCandidates,
  assumedTrajectories,
  imageTokens,
  servedShare,
} from "./default-cost.ts";
import type { PlannedStage, StageWork } from "./estimate-run.ts";
import { fewUnits } from "./futures.ts";

/** Where the numbers of an estimate come from, each in a sentence. */
export function assumptionsOf(
  stages: Readonly<Record<PlannedStage, StageWork>>,
  settings: Pick<Settings, "record" | "models">,
): string[] {
  const sentences: string[] = [];
  if (unitsOf(stages.synthesize) > 0) sentences.push(...synthesisAssumptions(stages.synthesize));
  if (unitsOf(stages.record) > 0) sentences.push(...recordAssumptions(stages.record, settings));
  return [...new Set(sentences)];
}

export function unitsOf({ work }: StageWork): number {
  return work.fresh + work.begun.length;
}

function synthesisAssumptions({ basis }: StageWork): string[] {
  if (basis.kind === "pilot")
    return [
      `An instruction takes what the ${basis.units.length} of this run took. ${methodOf(basis.units.length)}`,
    ];
  const { low, likely, high } = assumedCandidates;
  return [
    `None has been synthesized yet: an instruction takes ${low} to ${high} candidates, ${likely} in the middle (WebGen-Instruct kept 6,667 of 10,152).`,
  ];
}

function recordAssumptions(
  { work, basis }: StageWork,
  settings: Pick<Settings, "record" | "models">,
): string[] {
  const begun =
    work.begun.length === 0
      ? []
      : [
          "A begun trajectory takes what another takes, less what it has taken already. Short ones are sealed first: while many are under way the pilot is on the cheap side.",
        ];
  if (basis.kind === "pilot") {
    const count = basis.units.length;
    return [
      `A trajectory takes what the ${count} sealed one${count === 1 ? "" : "s"} of this run took: calls, tokens and latency by the ledger, time by its steps, disk by its files.`,
      methodOf(count),
      "Times hold for as many trajectories at once as the pilot had on this machine.",
      ...begun,
    ];
  }
  return [...defaultAssumptions(settings), ...begun];
}

/** Lines that begin with two spaces belong to the one before them. */
function defaultAssumptions(settings: Pick<Settings, "record">): string[] {
  const { low, likely, high } = assumedTrajectories(settings);
  const of = (key: keyof AssumedTrajectory, unit: string): string =>
    `${[low, likely, high].map((trajectory) => grouped(trajectory[key])).join(" / ")} ${unit}`;
  return [
    "No trajectory is sealed yet: the numbers are assumptions, low / likely / high. `curate record --limit 5` makes a pilot, and a plan after it rests on that.",
    `  ${of("steps", "steps")} a trajectory (at most record.maxSteps), of them ${of("guiTests", "GUI tests")} of ${of("guiTurns", "turns")} (at most record.guiMaxTurns)`,
    `  ${of("replyTokens", "tokens")} a reply with code, ${of("feedbackTokens", "tokens")} a feedback message: 8 steps of the middle one come near the 32,768 tokens at which published trajectories are cut`,
    `  each request of the teacher carries the whole conversation so far; of the GUI agent the last 3 screenshots, ${grouped(imageTokens)} tokens each (1024x768 pixels, one token for 28x28)`,
    "  a code step asks the vision model twice; no call is repeated; nothing comes from a provider's cache",
    `  ${of("minutes", "minutes")} a trajectory, its site served for ${100 * servedShare} % of it; ${of("stepBytes", "bytes")} a step and ${of("imageBytes", "bytes")} a picture on disk`,
    "  the tokens of the prompts are counted from the prompt set, by an estimate of a tokenizer",
  ];
}

/** Thousands separated, the same in every locale. */
function grouped(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

function methodOf(count: number): string {
  return count < fewUnits
    ? `Fewer than ${fewUnits} say nothing of their spread: the range is half to double of their mean.`
    : "The range is the 5th to the 95th percentile of 400 futures, each drawn from a resampled pilot (double bootstrap), widened as Student's t is for a pilot of this size; beside it the mean.";
}
