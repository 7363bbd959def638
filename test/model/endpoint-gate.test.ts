import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { EndpointGate, type GateLimits } from "../../pipeline/model/endpoint-gate.ts";
import { createRandom } from "../../pipeline/random/random.ts";

// time is simulated: a minute passes in milliseconds, and never depends on the machine
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

interface Provider {
  /** Calls per second that are let through. */
  perSecond: number;
  /** How they are counted: afresh each second, or refilled continuously. */
  counts: "seconds" | "bucket";
  latencyMs: number;
  retryAfterMs: number;
}

interface Minute {
  answeredPerSecond: number[];
  refused: number;
  /** Calls still waiting or under way. */
  open: number;
  asked: number;
}

/** A minute against a provider that refuses what is too much, with more to do at any time than it lets through. */
async function spendMinute(provider: Provider, limits: GateLimits, seconds = 60): Promise<Minute> {
  const start = performance.now();
  const gate = new EndpointGate(limits);
  const random = createRandom(7);
  const admit = admission(provider);
  const minute: Minute = { answeredPerSecond: new Array(seconds).fill(0), refused: 0, open: 0, asked: 0 };
  const { signal } = new AbortController();
  const send = async (urgent: boolean): Promise<void> => {
    const pass = await gate.enter({ tokens: 0, urgent, signal });
    const isAdmitted = admit(performance.now() - start);
    setTimeout(
      () => {
        if (isAdmitted) {
          const second = Math.floor((performance.now() - start) / 1000);
          minute.answeredPerSecond[second] = (minute.answeredPerSecond[second] ?? 0) + 1;
          minute.open--;
          pass.answered(0);
          ask();
        } else {
          minute.refused++;
          pass.refused(provider.retryAfterMs);
          setTimeout(() => void send(true), provider.retryAfterMs);
        }
      },
      provider.latencyMs * (0.8 + 0.4 * random.next()),
    );
  };
  const ask = (): void => {
    minute.asked++;
    minute.open++;
    void send(false);
  };
  for (let calls = 0; calls < 200; calls++) ask();
  await vi.advanceTimersByTimeAsync(seconds * 1000);
  return minute;
}

function admission({ perSecond, counts }: Provider): (now: number) => boolean {
  let left = perSecond;
  let at = 0;
  return (now) => {
    if (counts === "bucket") left = Math.min(perSecond, left + ((now - at) * perSecond) / 1000);
    else if (Math.floor(now / 1000) !== Math.floor(at / 1000)) left = perSecond;
    at = now;
    if (left < 1) return false;
    left--;
    return true;
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

describe("a provider that lets so many calls a second through", () => {
  const providers: Provider[] = [
    { perSecond: 50, counts: "bucket", latencyMs: 20, retryAfterMs: 1000 },
    { perSecond: 50, counts: "seconds", latencyMs: 300, retryAfterMs: 1000 },
    { perSecond: 20, counts: "bucket", latencyMs: 1000, retryAfterMs: 1000 },
    { perSecond: 5, counts: "seconds", latencyMs: 100, retryAfterMs: 100 },
    { perSecond: 2, counts: "bucket", latencyMs: 500, retryAfterMs: 1000 },
    { perSecond: 200, counts: "seconds", latencyMs: 50, retryAfterMs: 1000 },
  ];
  test.each(providers)(
    "$perSecond a second ($counts, $latencyMs ms, again after $retryAfterMs ms): 90 % of them are used, nothing is dropped",
    async (provider) => {
      const minute = await spendMinute(provider, { concurrency: 64 });
      const share = sum(minute.answeredPerSecond.slice(30)) / 30 / provider.perSecond;
      expect(share).toBeGreaterThan(0.9);
      // few calls are wasted: those under way at first, and one in five while the pace is being learned
      expect(minute.refused).toBeLessThan(164 + 0.2 * 60 * provider.perSecond);
      expect(minute.open).toBe(200);
      expect(minute.asked).toBe(sum(minute.answeredPerSecond) + 200);
    },
  );
});

describe("limits that are configured", () => {
  const passes = (gate: EndpointGate, tokens: number, urgent = false) =>
    gate.enter({ tokens, urgent, signal: new AbortController().signal });

  /** Calls let in within so many milliseconds, each of which takes so many tokens and no time. */
  async function letIn(gate: EndpointGate, ms: number, expected: number, taken = expected): Promise<number> {
    let count = 0;
    for (let calls = 0; calls < 1000; calls++)
      void passes(gate, expected).then((pass) => {
        count++;
        pass.answered(taken);
      });
    await vi.advanceTimersByTimeAsync(ms);
    return count;
  }

  test.each([
    ["requests", { requestsPerMinute: 120 }, 10, 10, [120, 125]],
    ["requests, one in two minutes", { requestsPerMinute: 0.5 }, 1, 1, [1, 1]],
    ["tokens", { tokensPerMinute: 1200 }, 10, 10, [120, 125]],
    ["tokens, where calls take less than expected", { tokensPerMinute: 1200 }, 30, 10, [115, 125]],
    ["tokens, where calls take more than expected", { tokensPerMinute: 1200 }, 5, 10, [120, 126]],
    ["tokens, where one call takes more than a minute has", { tokensPerMinute: 1200 }, 2400, 2400, [1, 1]],
    ["both: the tighter one", { requestsPerMinute: 60, tokensPerMinute: 100_000 }, 10, 10, [60, 63]],
  ] as const)("%s", async (_, limits, expected, taken, [least, most]) => {
    const count = await letIn(new EndpointGate({ concurrency: 8, ...limits }), 60_000, expected, taken);
    expect(count).toBeGreaterThanOrEqual(least);
    expect(count).toBeLessThanOrEqual(most);
  });

  test("no more are in flight than allowed, and a refused call goes before the others", async () => {
    const gate = new EndpointGate({ concurrency: 2 });
    const order: string[] = [];
    const first = await passes(gate, 0);
    await passes(gate, 0);
    for (const name of ["third", "fourth"]) void passes(gate, 0).then(() => order.push(name));
    void passes(gate, 0, true).then(() => order.push("urgent"));
    await vi.advanceTimersByTimeAsync(0);
    expect(order).toEqual([]);
    first.answered(0);
    first.answered(0);
    await vi.advanceTimersByTimeAsync(0);
    expect(order).toEqual(["urgent"]);
  });

  test("a call that is stopped while it waits leaves its place", async () => {
    const gate = new EndpointGate({ concurrency: 1 });
    const first = await passes(gate, 0);
    const stop = new AbortController();
    const second = gate.enter({ tokens: 0, urgent: false, signal: stop.signal });
    const third = passes(gate, 0);
    stop.abort(new Error("stopped"));
    await expect(second).rejects.toThrow("stopped");
    first.ended();
    await third;
  });
});

describe("few and long calls", () => {
  test("a burst of refusals halves what is in flight once, and answers bring it back one by one", async () => {
    const gate = new EndpointGate({ concurrency: 16 });
    const { signal } = new AbortController();
    const enter = () => gate.enter({ tokens: 0, urgent: false, signal });
    const burst = await Promise.all(Array.from({ length: 16 }, enter));
    await vi.advanceTimersByTimeAsync(1000);
    for (const pass of burst) pass.refused(500);
    expect(gate.concurrency).toBe(8);
    await vi.advanceTimersByTimeAsync(500);
    for (const pass of await Promise.all(Array.from({ length: 8 }, enter))) pass.answered(0);
    expect(gate.concurrency).toBe(8);
    for (const pass of await Promise.all(Array.from({ length: 8 }, enter))) pass.answered(0);
    expect(gate.concurrency).toBe(9);
  });

  test("nobody is let in while the provider wants a pause", async () => {
    const gate = new EndpointGate({ concurrency: 4 });
    const { signal } = new AbortController();
    const enter = () => gate.enter({ tokens: 0, urgent: false, signal });
    (await enter()).refused(3000);
    const entered = vi.fn();
    void enter().then(entered);
    await vi.advanceTimersByTimeAsync(2999);
    expect(entered).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(entered).toHaveBeenCalled();
  });
});
