import { describe, expect, test } from "vitest";
import { StopError } from "../../pipeline/errors.ts";
import { RedisStateServer } from "../../pipeline/queue/redis-state-server.ts";
import { reserveIn, SharedBudget, stateBudget } from "../../pipeline/queue/shared-budget.ts";
import { enterIn, leaveIn, SharedGate } from "../../pipeline/queue/shared-gate.ts";
import { emptyState, SharedState } from "../../pipeline/queue/shared-state.ts";
import type { StateReply, StateServer } from "../../pipeline/queue/state-server.ts";
import { ownRedis, redisProgram, withoutRedis } from "../support/redis.ts";

const nothing = { usd: 0, tokens: 0 };
const alive = (until = Number.MAX_SAFE_INTEGER) => ({ place: "here", until, concurrency: 1, running: [] });

function callOf(callId: string, usd: number, more: object = {}) {
  const estimate = { usd, tokens: 10, isGuess: false };
  return {
    ...{ trajectory: "t", known: nothing, callId, estimate, subject: "a call", worker: "w" },
    ...more,
  };
}

describe("a budget that workers share", () => {
  function budgeted(maxUsd: number | null, closed = 0) {
    const state = emptyState();
    stateBudget(state, {
      limits: { maxUsd, maxTokens: null },
      closed: { usd: closed, tokens: 0 },
      open: new Map(),
    });
    return state;
  }

  test("holds what calls in flight may cost, whoever sent them", () => {
    const state = budgeted(10, 5);
    expect(reserveIn(state, callOf("a", 3))).toBe("granted");
    expect(reserveIn(state, callOf("b", 3, { worker: "other" }))).toBe("wait");
    expect(reserveIn(state, callOf("c", 2, { worker: "other" }))).toBe("granted");
  });

  test("refuses once nothing is in flight whose end could make room", () => {
    expect(reserveIn(budgeted(10, 9), callOf("a", 3))).toEqual({
      refused: expect.stringMatching(/\$10 is used up/),
    });
    expect(reserveIn(budgeted(10, 10), callOf("a", 0))).toEqual({ refused: expect.any(String) });
    expect(reserveIn(budgeted(null), callOf("a", 1e6))).toBe("granted");
  });

  test("lets one call of unknown cost through alone", () => {
    const guess = { estimate: { usd: 99, tokens: 1, isGuess: true } };
    const state = budgeted(10);
    expect(reserveIn(state, callOf("a", 0, guess))).toBe("granted");
    expect(reserveIn(state, callOf("b", 0, guess))).toBe("wait");
  });

  test("waits for the planner where the server has lost it, and takes the larger of two reports", () => {
    const state = emptyState();
    expect(reserveIn(state, callOf("a", 1))).toBe("wait");
    stateBudget(state, {
      limits: { maxUsd: 10, maxTokens: null },
      closed: nothing,
      open: new Map([["t", { usd: 4, tokens: 40 }]]),
    });
    // the planner read the journal after this worker: both count it once
    expect(reserveIn(state, callOf("a", 1, { known: { usd: 3, tokens: 30 } }))).toBe("granted");
    expect(state.budget?.open.t).toEqual({ usd: 4, tokens: 40 });
    expect(reserveIn(state, callOf("b", 1, { known: { usd: 8, tokens: 80 } }))).toBe("granted");
    expect(reserveIn(state, callOf("c", 1))).toBe("wait");
  });

  test.runIf(redisProgram !== null)(
    `is not exceeded by four workers at once, to the last call${withoutRedis}`,
    async () => {
      const { url } = await ownRedis();
      const open = () => new SharedState(new RedisStateServer(url, "curate"));
      await using planner = open();
      await planner.update((draft) => {
        for (const name of ["w0", "w1", "w2", "w3"]) draft.workers[name] = alive();
        stateBudget(draft, { limits: { maxUsd: 1, maxTokens: null }, closed: nothing, open: new Map() });
      });
      let spent = 0;
      const signal = AbortSignal.timeout(15_000);
      const work = async (name: string): Promise<unknown> => {
        await using state = open();
        await state.read();
        const budget = new SharedBudget(state, name);
        try {
          for (let call = 0; ; call++) {
            const reservation = await budget.reserve(
              { usd: 0.0625, tokens: 10, isGuess: false },
              {
                ...{ subject: "a call", signal, callId: `${name}-${call}`, trajectoryId: name },
                spentBefore: () => nothing,
              },
            );
            spent += 0.0625;
            reservation.settle({ usd: 0.0625, tokens: 10 });
          }
        } catch (error) {
          return error;
        }
      };
      const ends = await Promise.all(["w0", "w1", "w2", "w3"].map(work));
      for (const end of ends) expect(end).toBeInstanceOf(StopError);
      expect(spent).toBeCloseTo(1, 6);
    },
  );
});

describe("limits of an endpoint that workers share", () => {
  const entering = { endpoint: "e", call: "a", worker: "w", tokens: 100, nowMs: 0 };

  test("so many calls are in flight of all together", () => {
    const state = emptyState();
    const limits = { concurrency: 2 };
    expect(enterIn(state, { ...entering, limits, call: "a" })).toBe(0);
    expect(enterIn(state, { ...entering, limits, call: "b", worker: "other" })).toBe(0);
    expect(enterIn(state, { ...entering, limits, call: "c" })).toBeGreaterThan(0);
    leaveIn(state, { endpoint: "e", limits, call: "b", tokens: 0, nowMs: 1 });
    expect(enterIn(state, { ...entering, limits, call: "c" })).toBe(0);
  });

  test("so many are sent, and so many tokens, a minute", () => {
    const state = emptyState();
    const limits = { requestsPerMinute: 60, tokensPerMinute: 6_000 };
    // room for what two seconds bring
    expect(enterIn(state, { ...entering, limits, call: "a" })).toBe(0);
    expect(enterIn(state, { ...entering, limits, call: "b" })).toBe(0);
    expect(enterIn(state, { ...entering, limits, call: "c" })).toBe(1_000);
    expect(enterIn(state, { ...entering, limits, call: "c", nowMs: 1_000 })).toBe(0);
    // it took 300 tokens more than it was taken for: three seconds more
    leaveIn(state, { endpoint: "e", limits, call: "c", tokens: 300, nowMs: 1_000 });
    expect(enterIn(state, { ...entering, limits, call: "d", nowMs: 2_000 })).toBe(3_000);
  });

  test("what a dead worker holds, of calls and of money, is free again", async () => {
    const server = memoryServer();
    await using state = new SharedState(server);
    const limits = { concurrency: 1 };
    await state.update((draft, nowMs) => {
      draft.workers.dead = alive(nowMs + 60_000);
      stateBudget(draft, { limits: { maxUsd: 1, maxTokens: null }, closed: nothing, open: new Map() });
      enterIn(draft, { ...entering, limits, worker: "dead", nowMs });
      reserveIn(draft, callOf("a", 1, { worker: "dead" }));
      draft.leases.turn = "dead";
    });
    const tryIt = () =>
      state.update((draft, nowMs) => [
        enterIn(draft, { ...entering, limits, call: "b", nowMs }),
        reserveIn(draft, callOf("b", 1)),
        draft.leases.turn,
      ]);
    expect(await tryIt()).toEqual([100, "wait", "dead"]);
    server.passMs(60_001);
    await state.read();
    expect(await tryIt()).toEqual([0, "granted", undefined]);
  });

  test("a call that is given up while it waits leaves no trace", async () => {
    await using state = new SharedState(memoryServer());
    await state.update((draft) => Object.assign(draft.workers, { w: alive() }));
    const gate = () =>
      new SharedGate({ state, worker: "w", endpoint: "e", shared: { concurrency: 1 }, concurrency: 8 });
    const stop = new AbortController();
    const pass = await gate().enter({ tokens: 1, urgent: false, signal: stop.signal });
    const waiting = gate().enter({ tokens: 1, urgent: false, signal: stop.signal });
    stop.abort(new StopError("stopped"));
    await expect(waiting).rejects.toThrow("stopped");
    pass.ended();
    pass.answered(5);
    expect((await state.update((draft) => draft.endpoints.e))?.calls).toEqual({});
  });
});

/** A state server in memory, whose time passes when it is told to. */
function memoryServer(): StateServer & { passMs(ms: number): void } {
  let held: { version: string; text: string } | null = null;
  let extraMs = 0;
  const reply = (replaced: boolean): StateReply => ({
    replaced,
    version: held?.version ?? null,
    text: held?.text ?? null,
    nowMs: performance.now() + extraMs,
  });
  return {
    read: async () => reply(false),
    replace: async (expected, next) => {
      if ((held?.version ?? null) !== expected) return reply(false);
      held = next;
      return reply(true);
    },
    passMs: (ms) => {
      extraMs += ms;
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}
