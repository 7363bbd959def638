import { NearDuplicateIndex } from "../../../pipeline/instruction/near-duplicate-index.ts";
import { type Split, splitOf } from "./split-of.ts";

/**
 * Gives instructions, in the order of the run, their splits, so that none has a near-duplicate in the other: one that
 * says nearly the same as an earlier instruction follows it; any other goes where the hash of its id puts it. As runs
 * only grow at their end, no later version of a dataset moves an instruction across.
 */
export class SplitAssigner {
  readonly #validationShare: number;
  readonly #train = new SplitSide();
  readonly #validation = new SplitSide();

  /** `validationShare` is 0 to 1; with 0 everything is trained on. */
  constructor(validationShare: number) {
    this.#validationShare = validationShare;
  }

  /** null: it says nearly the same as instructions on both sides, and can be on neither. */
  assign(id: string, instruction: string): Split | null {
    if (this.#validationShare === 0) return "train";
    const nearTrain = this.#train.holdsNear(instruction);
    const nearValidation = this.#validation.holdsNear(instruction);
    if (nearTrain && nearValidation) return null;
    const followed = nearTrain ? "train" : nearValidation ? "validation" : null;
    const split = followed ?? splitOf(id, this.#validationShare);
    const side = split === "train" ? this.#train : this.#validation;
    if (followed === null) side.lead(id, instruction);
    else side.follow(id, instruction);
    return split;
  }
}

class SplitSide {
  /** Unlike each other, so that many variants of one text do not crowd it out of the index. */
  readonly #leaders = new NearDuplicateIndex();
  readonly #followers = new NearDuplicateIndex();

  holdsNear(text: string): boolean {
    return this.#leaders.find(text) !== null || this.#followers.find(text) !== null;
  }

  lead(id: string, text: string): void {
    this.#leaders.add(id, text);
  }

  follow(id: string, text: string): void {
    this.#followers.add(id, text);
  }
}
