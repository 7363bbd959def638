import type { Review } from "../../../pipeline/contracts/generated/review.ts";
import { namesIn } from "../../../pipeline/run/names-in.ts";
import { readLeniently } from "../../../pipeline/run/read-leniently.ts";
import type { RunPaths } from "../../../pipeline/run/run-paths.ts";
import { type FilterEvidence, readFilterEvidence } from "../rows/filter-evidence.ts";
import { type GradingEvidence, readGradingEvidence } from "../rows/grading-evidence.ts";
import { countingReviews, type RowEvidence } from "../rows/join-row.ts";
import { readPictureDetails } from "../rows/picture-detail.ts";
import { WatchedSource } from "./watched-source.ts";

type Found<Evidence> = Evidence | { problem: string } | null;

/** What a run folder holds beside journals, kept up to date. Whatever cannot be read is told, and the rest is shown. */
export class RunEvidence implements RowEvidence {
  readonly #paths: RunPaths;
  readonly #instructions;
  readonly #details;
  readonly #reviews;
  readonly #filters = new Map<string, WatchedSource<Found<FilterEvidence>>>();
  readonly #gradings = new Map<string, WatchedSource<Found<GradingEvidence>>>();

  constructor(paths: RunPaths) {
    this.#paths = paths;
    this.#instructions = new WatchedSource([paths.instructions], () => readInstructions(paths), {
      texts: new Map<string, { text: string; applicationType: string }>(),
      problems: [],
    });
    this.#details = new WatchedSource([paths.measures], () => readPictureDetails(paths.measures), new Map());
    this.#reviews = new WatchedSource([paths.reviews], () => readReviews(paths), {
      counting: new Map<string, Review[]>(),
      problems: [],
    });
  }

  get instructions(): RowEvidence["instructions"] {
    return this.#instructions.value.texts;
  }
  get details(): RowEvidence["details"] {
    return this.#details.value;
  }
  get reviews(): RowEvidence["reviews"] {
    return this.#reviews.value.counting;
  }
  get filters(): FilterEvidence[] {
    return [...this.#filters.values()].flatMap(({ value }) =>
      value === null || "problem" in value ? [] : value,
    );
  }
  get gradings(): GradingEvidence[] {
    return [...this.#gradings.values()].flatMap(({ value }) =>
      value === null || "problem" in value ? [] : value,
    );
  }
  /** What could not be read, each with its file. */
  get problems(): string[] {
    const named = [...this.#filters.values(), ...this.#gradings.values()].flatMap(({ value }) => {
      if (value === null) return [];
      return "problem" in value ? [value.problem] : value.problems;
    });
    return [...this.#instructions.value.problems, ...this.#reviews.value.problems, ...named];
  }

  /** Looks at all of it again. Whether anything has changed. */
  async refresh(): Promise<boolean> {
    const paths = this.#paths;
    const isListed = [
      await watchNames(this.#filters, paths.filters, (recipe) => ({
        // a funnel is written when all its verdicts are
        paths: [paths.funnel(recipe), paths.verdicts(recipe)],
        load: () => readFilterEvidence(paths, recipe),
      })),
      await watchNames(this.#gradings, paths.gradings, (name) => ({
        paths: [paths.gradingManifest(name), paths.grades(name), paths.reliability(name)],
        load: () => readGradingEvidence(paths, name),
      })),
    ];
    const sources = [
      this.#instructions,
      this.#details,
      this.#reviews,
      ...this.#filters.values(),
      ...this.#gradings.values(),
    ];
    const changed: boolean[] = [...isListed];
    // one after the other: each may hold a large file for a moment
    for (const source of sources) changed.push(await source.refresh());
    return changed.includes(true);
  }
}

/** Keeps a source for each name in a folder. Whether the names have changed. */
async function watchNames<Evidence>(
  sources: Map<string, WatchedSource<Found<Evidence>>>,
  dir: string,
  sourceOf: (name: string) => { paths: string[]; load(): Promise<Found<Evidence>> },
): Promise<boolean> {
  // what cannot name a folder of ours is none
  const names = new Set((await namesIn(dir)).filter((name) => /^[A-Za-z0-9][\w.-]{0,127}$/.test(name)));
  let hasChanged = false;
  for (const name of sources.keys()) {
    if (!names.has(name)) hasChanged = sources.delete(name) || hasChanged;
  }
  for (const name of names) {
    if (sources.has(name)) continue;
    const { paths, load } = sourceOf(name);
    sources.set(name, new WatchedSource<Found<Evidence>>(paths, load, null));
    hasChanged = true;
  }
  return hasChanged;
}

async function readInstructions(paths: RunPaths) {
  const texts = new Map<string, { text: string; applicationType: string }>();
  const problems = await readLeniently(
    paths.instructions,
    "instruction",
    ({ id, instruction, application_type }) =>
      texts.set(id, { text: instruction, applicationType: application_type }),
  );
  return { texts, problems: problems.map((problem) => `instructions.jsonl, ${problem}`) };
}

async function readReviews(paths: RunPaths) {
  const reviews: Review[] = [];
  const problems = await readLeniently(paths.reviews, "review", (review) => reviews.push(review));
  return {
    counting: countingReviews(reviews),
    problems: problems.map((problem) => `reviews.jsonl, ${problem}`),
  };
}
