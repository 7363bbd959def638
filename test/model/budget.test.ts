import { describe, expect, test } from "vitest";
import { Budget, type ExpectedSpend, type Reservation } from "../../pipeline/model/budget.ts";
import { askTeacher, connectModels, setUpModels } from "../support/model-setup.ts";

const call = { subject: "teacher call p", signal: new AbortController().signal };
const usd = (amount: number): ExpectedSpend => ({ usd: amount, tokens: 0, isGuess: false });
const nothing = { usd: 0, tokens: 0 };

/** A reservation's state, as far as it is known once everything that could settle it has run. */
async function stateOf(reservation: Promise<Reservation>): Promise<"granted" | "waiting" | "refused"> {
  const settled = reservation.then(
    () => "granted" as const,
    () => "refused" as const,
  );
  return await Promise.race([
    settled,
    Promise.resolve()
      .then(() => undefined)
      .then(() => "waiting" as const),
  ]);
}

describe("reservations", () => {
  test("are granted while spent and held together fit", async () => {
    const budget = new Budget({ maxUsd: 10, maxTokens: null }, { usd: 3, tokens: 0 });
    await budget.reserve(usd(4), call);
    await budget.reserve(usd(3), call);
    expect(budget.held.usd).toBe(7);
    expect(await stateOf(budget.reserve(usd(0.1), call))).toBe("waiting");
  });

  test("a call that does not fit waits, and fits when others cost less than was held", async () => {
    const budget = new Budget({ maxUsd: 10, maxTokens: null }, nothing);
    const first = await budget.reserve(usd(8), call);
    const second = budget.reserve(usd(5), call);
    expect(await stateOf(second)).toBe("waiting");
    first.settle({ usd: 1, tokens: 0 });
    await second;
    expect([budget.spentUsd, budget.held.usd]).toEqual([1, 5]);
  });

  test("with nobody in flight a call that does not fit stops the run", async () => {
    const budget = new Budget({ maxUsd: 10, maxTokens: null }, { usd: 8, tokens: 0 });
    const first = await budget.reserve(usd(1), call);
    const second = budget.reserve(usd(5), call);
    first.settle({ usd: 1, tokens: 0 });
    await expect(second).rejects.toThrow(
      "The budget of $10 is used up: $9.0000 spent, and the next call (teacher call p) may cost $5.0000. Raise budget.maxUsd and run the same command to go on.",
    );
  });

  test("once the limit is reached everybody is told at once, whoever is still in flight", async () => {
    const budget = new Budget({ maxUsd: 10, maxTokens: null }, nothing);
    const first = await budget.reserve(usd(5), call);
    await budget.reserve(usd(5), call);
    const waiting = [budget.reserve(usd(1), call), budget.reserve(usd(1), call)];
    first.settle({ usd: 10, tokens: 0 });
    for (const reservation of waiting)
      await expect(reservation).rejects.toThrow(/is used up: \$10.0000 spent/);
  });

  test("tokens are a limit of their own", async () => {
    const budget = new Budget({ maxUsd: null, maxTokens: 1000 }, { usd: 0, tokens: 600 });
    await expect(budget.reserve({ usd: 0, tokens: 500, isGuess: false }, call)).rejects.toThrow(
      /budget of 1000 tokens is used up: 600 spent, and the next call \(teacher call p\) may take 500/,
    );
  });

  test("a guess that does not fit is tried alone, but not when the limit has been reached", async () => {
    const guess = { usd: 50, tokens: 0, isGuess: true };
    const budget = new Budget({ maxUsd: 10, maxTokens: null }, nothing);
    const first = await budget.reserve(guess, call);
    const second = budget.reserve(guess, call);
    expect(await stateOf(second)).toBe("waiting");
    first.settle({ usd: 10, tokens: 0 });
    await expect(second).rejects.toThrow(/used up/);
  });

  test("calls that cost nothing go on until the limit is reached", async () => {
    const budget = new Budget({ maxUsd: 0.5, maxTokens: null }, { usd: 0.4, tokens: 0 });
    expect(await stateOf(budget.reserve(usd(0), call))).toBe("granted");
    expect(await stateOf(new Budget({ maxUsd: 0, maxTokens: null }, nothing).reserve(usd(0), call))).toBe(
      "refused",
    );
  });

  test("settling twice counts once; a stop ends the waiting and lets the next one in", async () => {
    const budget = new Budget({ maxUsd: 10, maxTokens: null }, nothing);
    const first = await budget.reserve(usd(6), call);
    const stop = new AbortController();
    const second = budget.reserve(usd(6), { ...call, signal: stop.signal });
    const third = budget.reserve(usd(4), call);
    stop.abort(new Error("stopped"));
    await expect(second).rejects.toThrow("stopped");
    await third;
    first.settle({ usd: 2, tokens: 1 });
    first.settle({ usd: 2, tokens: 1 });
    expect([budget.spentUsd, budget.spentTokens]).toEqual([2, 1]);
  });
});

const dear = { text: "hi", usage: { prompt_tokens: 0, completion_tokens: 1000 } };

describe("the budget of a run", () => {
  test("is never exceeded by calls whose size is known, however many are asked at once", async () => {
    // a call costs at most $0.01 for 1,000 tokens, and a little for its prompt
    const { port, server, budget } = await setUpModels(() => dear, {
      endpoint: { maxTokens: 1000, concurrency: 8 },
      limits: { maxUsd: 0.055 },
    });
    const asked = await Promise.allSettled(Array.from({ length: 40 }, (_, at) => askTeacher(port, `p${at}`)));
    expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
    expect(server.requests).toHaveLength(5);
    expect(budget.spentUsd).toBeCloseTo(0.05, 12);
    expect(budget.held).toEqual({ usd: 0, tokens: 0 });
  });

  test("calls that cost less than was held for them are not cut short", async () => {
    const { port, budget } = await setUpModels(
      () => ({ ...dear, usage: { prompt_tokens: 0, completion_tokens: 100 } }),
      {
        endpoint: { maxTokens: 1000, concurrency: 8 },
        limits: { maxUsd: 0.055 },
      },
    );
    await Promise.allSettled(Array.from({ length: 60 }, (_, at) => askTeacher(port, `p${at}`)));
    // what is left at the end is less than one call may cost
    expect(budget.spentUsd).toBeGreaterThan(0.055 - 0.011);
    expect(budget.spentUsd).toBeLessThanOrEqual(0.055);
  });

  test("counts earlier sessions, and raising it goes on without paying again", async () => {
    const first = await setUpModels(() => dear, { endpoint: { maxTokens: 1000 }, limits: { maxUsd: 0.025 } });
    await askTeacher(first.port, "a");
    await askTeacher(first.port, "b");
    await expect(askTeacher(first.port, "c")).rejects.toThrow(/budget of \$0.025 is used up: \$0.0200 spent/);
    await first.close();
    const { dir, server } = first;
    const options = { dir, endpoint: { maxTokens: 1000 } };
    const same = await connectModels(server.baseURL, { ...options, limits: { maxUsd: 0.025 } });
    await expect(askTeacher(same.port, "c")).rejects.toThrow(/used up: \$0.0200 spent/);
    await same.close();
    const raised = await connectModels(server.baseURL, { ...options, limits: { maxUsd: 1 } });
    for (const purpose of ["a", "b", "c"]) await askTeacher(raised.port, purpose);
    expect(server.requests).toHaveLength(3);
    expect(raised.budget.spentUsd).toBeCloseTo(0.03, 12);
  });

  test("a failed call gives back what was held for it", async () => {
    const { port, budget } = await setUpModels((index) => (index < 3 ? { status: 500, body: "{}" } : dear), {
      endpoint: { maxTokens: 1000 },
      limits: { maxUsd: 0.012 },
    });
    await askTeacher(port);
    expect([budget.held.usd, budget.spentUsd]).toEqual([0, 0.01]);
  });

  test("the cost that the provider reports counts, whatever the price", async () => {
    const { port, ledger, budget } = await setUpModels(
      () => ({ text: "hi", usage: { prompt_tokens: 10, completion_tokens: 5, cost: 0.25 } }),
      { limits: { maxUsd: 0.6 } },
    );
    await askTeacher(port, "a");
    await askTeacher(port, "b");
    await expect(askTeacher(port, "c")).rejects.toThrow(/used up: \$0.5000 spent/);
    expect(ledger.entries.map(({ costUsd }) => costUsd)).toEqual([0.25, 0.25]);
    expect(budget.spentUsd).toBe(0.5);
  });
});
