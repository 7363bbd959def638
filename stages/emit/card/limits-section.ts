import type { CardFacts } from "./card-facts.ts";
import { grouped } from "./statistics.ts";

/** A row near 2 MB is too much for the Hub's viewer. */
const viewerRowBytes = 2_000_000;

export function limitsSection(facts: CardFacts): string {
  return `## Known limits

${knownLimits(facts)
  .map((limit) => `- ${limit}`)
  .join("\n")}`;
}

function knownLimits({ configs, sft, survey, recipe, rewarded, reliability }: CardFacts): string[] {
  const isReviewed = reliability.some(({ grading }) => grading === null);
  const { validationShare, validation } = recipe.recipe.stepGrpo;
  const isHeldOut = configs.some(({ splits }) => splits.some(({ record }) => record.split === "validation"));
  const largest = Math.max(
    0,
    ...configs.flatMap(({ splits }) => splits.map(({ largestRowBytes }) => largestRowBytes)),
  );
  const between = [...survey.instructions.values()].filter(({ split }) => split === null).length;
  const samples = Math.max(0, ...countsByGroup(survey, rewarded));
  return [
    `Scores come from model judges. A judge may favour what models of its kind write${isReviewed ? "" : "; no person has checked them"}.`,
    ...(sft.length === 0 ? ["No trajectory became a row of it: there is no `sft` configuration."] : []),
    ...(recipe.recipe.preferences !== undefined && !configs.some(({ config }) => config === "preferences")
      ? [
          "No two replies to the same conversation earned differently enough: there is no `preferences` configuration.",
        ]
      : []),
    ...(validation === "repeated"
      ? [
          "The validation split of `prompts` is a training row again, as in the published set: it validates nothing.",
        ]
      : []),
    ...(validationShare > 0 && !isHeldOut
      ? [
          "No instruction fell into the validation split, and none was repeated to fill it: the run is too small for its share.",
        ]
      : []),
    ...(isHeldOut && validation !== "repeated"
      ? [
          "No instruction of the validation split has a near-duplicate in the training split of `prompts` and `steps`. `sft` holds nothing out: after training on it, that split is no longer unseen.",
        ]
      : []),
    ...(between > 0
      ? [`Instructions with near-duplicates in both splits, which are in neither: ${grouped(between)}.`]
      : []),
    ...(samples === 1
      ? ["Each instruction has one trajectory: advantages compare the steps of that trajectory only."]
      : []),
    ...(survey.unfinished.length > 0
      ? [`Trajectories still in progress, which are not in it: ${grouped(survey.unfinished.length)}.`]
      : []),
    ...(largest > viewerRowBytes
      ? [`The largest row has ${grouped(largest)} bytes: the Hub's viewer may not show it.`]
      : []),
  ];
}

function countsByGroup(survey: CardFacts["survey"], rewarded: CardFacts["rewarded"]): number[] {
  const trained = survey.trajectories.filter(({ id }) => rewarded.has(id));
  return [...Map.groupBy(trained, ({ instructionId }) => instructionId).values()].map(({ length }) => length);
}
