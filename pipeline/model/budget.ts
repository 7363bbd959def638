import { StopError } from "../errors.ts";

export interface BudgetLimits {
  /** null: no limit */
  maxUsd: number | null;
  maxTokens: number | null;
}

export interface Spend {
  usd: number;
  /** prompt and completion */
  tokens: number;
}

/** What a call may cost at most, as far as can be told. */
export interface ExpectedSpend extends Spend {
  /** Nothing is known of such calls yet: one is let through alone, to learn from it, while anything is left. */
  isGuess: boolean;
}

/** Which call a reservation is for. */
export interface ReserveContext {
  /** For messages: `teacher call step-3/teacher`. */
  subject: string;
  signal: AbortSignal;
  callId: string;
  trajectoryId: string | null;
  /** What the calls of its trajectory cost so far. */
  spentBefore(): Spend;
}

/** Where calls are paid from. */
export interface CallBudget {
  /** Resolves when the call may be sent. Throws StopError when the budget does not allow for it, or the signal's reason. */
  reserve(estimate: ExpectedSpend, context: ReserveContext): Promise<Reservation>;
}

/** What is held back for a call in flight. */
export interface Reservation {
  /** Gives back what was held and counts what was spent. Settling again does nothing. */
  settle(spent: Spend): void;
}

interface Waiting {
  estimate: ExpectedSpend;
  subject: string;
  grant(reservation: Reservation): void;
  refuse(error: StopError): void;
}

/**
 * Holds a run's spend below its limits: what a call may cost is reserved before it is sent, so that the limits are
 * exceeded by no more than the estimates of the calls in flight were too low. A call that does not fit waits for those
 * in flight, as most cost less than was held for them; when none is left it stops the run.
 */
export class Budget implements CallBudget {
  readonly #limits: BudgetLimits;
  readonly #spent: Spend;
  readonly #held: Spend = { usd: 0, tokens: 0 };
  #inFlight = 0;
  readonly #waiting: Waiting[] = [];

  /** `spent` is what earlier sessions of the run spent. */
  constructor(limits: BudgetLimits, spent: Spend) {
    this.#limits = limits;
    this.#spent = { ...spent };
  }

  get spentUsd(): number {
    return this.#spent.usd;
  }

  get spentTokens(): number {
    return this.#spent.tokens;
  }

  /** What is held for the calls in flight. */
  get held(): Readonly<Spend> {
    return this.#held;
  }

  reserve(
    estimate: ExpectedSpend,
    { subject, signal }: Pick<ReserveContext, "subject" | "signal">,
  ): Promise<Reservation> {
    if (signal.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        reject(signal.reason);
        this.#review();
      };
      signal.addEventListener("abort", leave, { once: true });
      const waiting: Waiting = {
        estimate,
        subject,
        grant: (reservation) => {
          signal.removeEventListener("abort", leave);
          resolve(reservation);
        },
        refuse: (error) => {
          signal.removeEventListener("abort", leave);
          reject(error);
        },
      };
      this.#waiting.push(waiting);
      this.#review();
    });
  }

  /** Grants what fits, in the order it was asked for. Ends everybody's waiting once a limit is reached. */
  #review(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const { shortage, isSpent } = shortageOf(next, this.#limits, this.#spent, this.#held);
      if (shortage !== null && this.#inFlight > 0 && !isSpent) return;
      this.#waiting.shift();
      if (shortage === null || (next.estimate.isGuess && !isSpent)) next.grant(this.#hold(next.estimate));
      else next.refuse(new StopError(shortage));
    }
  }

  #hold(estimate: Spend): Reservation {
    this.#held.usd += estimate.usd;
    this.#held.tokens += estimate.tokens;
    this.#inFlight++;
    let open = true;
    return {
      settle: (spent) => {
        if (!open) return;
        open = false;
        this.#inFlight--;
        // sums of fractions leave a rest: with nobody in flight nothing is held
        this.#held.usd = this.#inFlight === 0 ? 0 : this.#held.usd - estimate.usd;
        this.#held.tokens = this.#inFlight === 0 ? 0 : this.#held.tokens - estimate.tokens;
        this.#spent.usd += spent.usd;
        this.#spent.tokens += spent.tokens;
        this.#review();
      },
    };
  }
}

/** Why a call does not fit, null when it does; and whether a limit itself has been reached. */
export function shortageOf(
  { estimate, subject }: { estimate: ExpectedSpend; subject: string },
  { maxUsd, maxTokens }: BudgetLimits,
  spent: Spend,
  held: Spend,
): { shortage: string | null; isSpent: boolean } {
  const isSpent =
    (maxUsd !== null && spent.usd >= maxUsd) || (maxTokens !== null && spent.tokens >= maxTokens);
  // a call that costs nothing is stopped only once the limit itself has been reached
  const isOver = (before: number, inFlight: number, cost: number, limit: number): boolean =>
    before >= limit || (cost > 0 && before + inFlight + cost > limit);
  if (maxUsd !== null && isOver(spent.usd, held.usd, estimate.usd, maxUsd)) {
    const next = estimate.usd > 0 ? `, and the next call (${subject}) may cost ${dollars(estimate.usd)}` : "";
    const shortage = `The budget of $${maxUsd} is used up: ${dollars(spent.usd)} spent${next}. Raise budget.maxUsd and run the same command to go on.`;
    return { shortage, isSpent };
  }
  if (maxTokens !== null && isOver(spent.tokens, held.tokens, estimate.tokens, maxTokens)) {
    const shortage = `The budget of ${maxTokens} tokens is used up: ${spent.tokens} spent, and the next call (${subject}) may take ${estimate.tokens}. Raise budget.maxTokens and run the same command to go on.`;
    return { shortage, isSpent };
  }
  return { shortage: null, isSpent };
}

function dollars(usd: number): string {
  return `$${usd.toFixed(4)}`;
}
