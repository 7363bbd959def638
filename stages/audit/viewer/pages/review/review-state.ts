import type { RouteQuery } from "../../route/route.ts";
import type { Strategy } from "../../rows/review-queue.ts";

/** How one reviews, read from the URL: the whole of it can be sent as a link. */
export interface ReviewState {
  strategy: Strategy;
  seed: number;
  /** Judges' scores, verdicts, words and other people's reviews are hidden. */
  blind: boolean;
  /** A decision goes on to the next trajectory. */
  advance: boolean;
  /** Whose minima "near the threshold" means; null: of the first recipe that has any. */
  recipe: string | null;
  /** The trajectory that is looked at; null: the first of the queue. */
  at: string | null;
  /** The step that is looked at; null: the chosen one. */
  step: number | null;
}

export const strategies: readonly { name: Strategy; label: string; means: string }[] = [
  { name: "random", label: "Random", means: "in an order drawn from a seed" },
  {
    name: "threshold",
    label: "Near the threshold",
    means: "whose scores just reach the minima, or just do not",
  },
  {
    name: "disagreement",
    label: "Judges disagree",
    means: "that gradings scored differently, widest apart first",
  },
  {
    name: "blank",
    label: "High score, blank picture",
    means: "scored 3 or more with next to nothing to be seen",
  },
  { name: "unseen", label: "Never seen", means: "that nobody reviewed" },
];

export function readReviewState(query: RouteQuery): ReviewState {
  return {
    strategy: strategies.find(({ name }) => name === query.strategy)?.name ?? "random",
    seed: wholeNumber(query.seed) ?? 1,
    blind: query.blind === "1",
    advance: query.advance !== "0",
    recipe: query.recipe ?? null,
    at: query.at ?? null,
    step: wholeNumber(query.step),
  };
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null;
}
