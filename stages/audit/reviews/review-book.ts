import type { Review } from "../../../pipeline/contracts/generated/review.ts";
import { toJsonLines } from "../../../pipeline/run/json-lines.ts";
import { readLeniently } from "../../../pipeline/run/read-leniently.ts";
import type { ImportResult } from "../views/addresses.ts";
import { type AcceptedReview, acceptReview, type StepsOf } from "./accept-review.ts";
import { appendReviews } from "./append-reviews.ts";
import { planImport } from "./import-reviews.ts";
import { reviewsToCsv } from "./review-csv.ts";

export interface ReviewBookOptions {
  /** reviews.jsonl of the run. */
  path: string;
  stepsOf: StepsOf;
  now(): Date;
}

/** People's judgements of a run: taken one by one or from a file, and given out as one. */
export class ReviewBook {
  readonly #options: ReviewBookOptions;

  constructor(options: ReviewBookOptions) {
    this.#options = options;
  }

  /** Keeps a review, with the time at which it came. */
  async add(draft: unknown): Promise<AcceptedReview> {
    const at = this.#options.now().toISOString();
    const value = typeof draft === "object" && draft !== null ? { ...draft, at } : draft;
    const accepted = acceptReview(value, this.#options.stepsOf);
    if (accepted.ok) await appendReviews(this.#options.path, [accepted.review]);
    return accepted;
  }

  /** All reviews, in the order in which they came; those that count no more are among them. */
  async write(form: "csv" | "jsonl"): Promise<string> {
    const reviews = await this.#readAll();
    return form === "csv" ? reviewsToCsv(reviews) : toJsonLines(reviews);
  }

  /** Adds the reviews of a file, or none when any line of it is bad. */
  async import(text: string, form: "csv" | "jsonl"): Promise<ImportResult> {
    const { path, stepsOf, now } = this.#options;
    const existing = await this.#readAll();
    const { lines, ...result } = planImport({ text, form, existing, stepsOf, now: now() });
    await appendReviews(path, lines);
    return result;
  }

  async #readAll(): Promise<Review[]> {
    const reviews: Review[] = [];
    await readLeniently(this.#options.path, "review", (review) => reviews.push(review));
    return reviews;
  }
}
