import { StopError } from "../errors.ts";

export interface BudgetLimits {
  /** null: no limit */
  maxUsd: number | null;
  maxTokens: number | null;
}

/**
 * Counts what a run spends against its limits. A call is let through only while the spend so far is below them, so
 * they are exceeded by no more than the calls in flight.
 */
export class Budget {
  readonly #limits: BudgetLimits;
  #spentUsd: number;
  #spentTokens: number;

  /** `spent` is what earlier sessions of the run spent. */
  constructor(limits: BudgetLimits, spent: { usd: number; tokens: number }) {
    this.#limits = limits;
    this.#spentUsd = spent.usd;
    this.#spentTokens = spent.tokens;
  }

  get spentUsd(): number {
    return this.#spentUsd;
  }

  get spentTokens(): number {
    return this.#spentTokens;
  }

  /** Throws StopError when a limit has been reached. */
  check(): void {
    const { maxUsd, maxTokens } = this.#limits;
    if (maxUsd !== null && this.#spentUsd >= maxUsd) {
      throw new StopError(
        `The budget of $${maxUsd} is spent ($${this.#spentUsd.toFixed(4)}). Raise budget.maxUsd and run the same command to go on.`,
      );
    }
    if (maxTokens !== null && this.#spentTokens >= maxTokens) {
      throw new StopError(
        `The budget of ${maxTokens} tokens is spent (${this.#spentTokens}). Raise budget.maxTokens and run the same command to go on.`,
      );
    }
  }

  settle(spent: { usd: number | null; tokens: number }): void {
    this.#spentUsd += spent.usd ?? 0;
    this.#spentTokens += spent.tokens;
  }
}
