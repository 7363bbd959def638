import type { InstructionSpecification } from "../../../contracts/generated/instruction-specification.ts";
import { countWords } from "../../../instruction/instruction-shape.ts";
import type { Random } from "../../../random/random.ts";
import { siteNoun, withArticle } from "./site-noun.ts";

/** Sentences are added up to here; the longest set of features alone stays well below the published maximum. */
const wantedWords = 56;

/** An instruction of the published kind for a specification: what is asked for, its features, its colors. */
export function writeInstruction(specification: InstructionSpecification, random: Random): string {
  const body = [openingSentence(specification, random), ...featureSentences(specification, random)];
  const colors = colorSentence(specification, random);
  const closings = random.shuffle(closingSentences(specification));
  const longEnough = wantedWords + random.below(18);
  while (countWords([...body, colors].join(" ")) < longEnough) {
    const closing = closings.pop();
    if (closing === undefined) break;
    body.push(closing);
  }
  return [...body, colors].join(" ");
}

function openingSentence(
  { applicationType, domain, audience }: InstructionSpecification,
  random: Random,
): string {
  const noun = siteNoun(applicationType);
  return random.pick([
    `Please implement ${withArticle(noun)} for ${domain} that is made for ${audience}.`,
    `Please implement ${withArticle(noun)} for ${domain}, with ${audience} as its main users.`,
    `Please implement ${withArticle(noun)} built around ${domain} and aimed at ${audience}.`,
    `Please implement ${withArticle(noun)} for ${domain}, designed with ${audience} in mind.`,
    `Please implement ${withArticle(noun)} for ${domain} that welcomes ${audience}.`,
  ]);
}

function featureSentences({ features }: InstructionSpecification, random: Random): string[] {
  if (features.length === 0) return ["Users should be able to browse, search and edit its entries."];
  const cut = features.length <= 3 ? features.length : Math.ceil(features.length / 2);
  const [first, rest] = [features.slice(0, cut), features.slice(cut)];
  const sentences = [
    random.pick([
      `Users should be able to ${inSeries(first)}.`,
      `It should let its users ${inSeries(first)}.`,
      `The main functions should allow people to ${inSeries(first)}.`,
    ]),
  ];
  if (rest.length > 0)
    sentences.push(
      random.pick([
        `They should also be able to ${inSeries(rest)}.`,
        `Beyond that, visitors can ${inSeries(rest)}.`,
        `Further pages should make it possible to ${inSeries(rest)}.`,
      ]),
    );
  return sentences;
}

function closingSentences({ domain, audience }: InstructionSpecification): string[] {
  return [
    `Believable sample content about ${domain} should fill the pages from the first visit.`,
    "A navigation bar should lead to every one of these functions with a single click.",
    `The wording should be simple enough for ${audience} to find their way without help.`,
    "Changes should show at once, without loading the page again.",
    "Empty lists and wrong entries should be answered with a helpful message.",
    "The layout should stay clear on a small screen as well.",
  ];
}

function colorSentence(
  { backgroundColor, componentColor }: InstructionSpecification,
  random: Random,
): string {
  return random.pick([
    `Give every page a ${backgroundColor} background and draw the components in ${componentColor}.`,
    `Use ${backgroundColor} as the page background and ${componentColor} for all components.`,
    `Let the background be ${backgroundColor} and the components ${componentColor}.`,
    `Paint the page background ${backgroundColor}; buttons, cards and other components are ${componentColor}.`,
    `The components should be ${componentColor} and the background of the pages ${backgroundColor}.`,
    `Choose ${componentColor} for the components, on a background of ${backgroundColor}.`,
  ]);
}

function inSeries(phrases: readonly string[]): string {
  const last = phrases.at(-1) ?? "";
  // a phrase with "and" of its own reads better when the series has commas throughout
  if (phrases.length < 3) return phrases.join(", and ");
  return `${phrases.slice(0, -1).join(", ")}, and ${last}`;
}
