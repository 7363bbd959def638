import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { ItemError, ParkError } from "../../pipeline/errors.ts";
import { openEngine } from "../../pipeline/queue/bull-engine.ts";
import type { Dispatcher } from "../../pipeline/queue/dispatcher.ts";
import { InProcessDispatcher } from "../../pipeline/queue/in-process-dispatcher.ts";
import { parseQueueAddress } from "../../pipeline/queue/queue-address.ts";
import { QueueDispatcher } from "../../pipeline/queue/queue-dispatcher.ts";
import { workOnQueue } from "../../pipeline/queue/work-on-queue.ts";
import { startPostgres } from "../../scripts/proof/queue/postgres-process.ts";
import { postgresProgram, withoutPostgres } from "../support/postgres.ts";
import { ownRedis, redisProgram, withoutRedis } from "../support/redis.ts";

interface Work {
  concurrency: number;
  work(id: string): Promise<string>;
}

interface Opened {
  dispatcher: Dispatcher<string>;
  /** Resolves once nothing waits that nobody has begun. */
  onlyBegun(): Promise<void>;
}

/** To start one takes seconds: all tests share it, each with a queue of its own. */
const postgres = postgresProgram === null ? null : await startPostgres(postgresProgram);
let queues = 0;
afterAll(() => postgres?.[Symbol.asyncDispose]());

/** Each way to have work done: the same promises hold for all. */
const dispatchers: {
  name: string;
  here: boolean;
  open(work: Work): Promise<Opened>;
}[] = [
  {
    name: "in this process",
    here: true,
    open: async (work) => ({
      dispatcher: new InProcessDispatcher(work),
      onlyBegun: () => new Promise((resolve) => setImmediate(resolve)),
    }),
  },
  {
    name: `by workers on a queue of Redis${withoutRedis}`,
    here: redisProgram !== null,
    open: async (work) => overQueue((await ownRedis()).url, work),
  },
  {
    name: `by workers on a queue of PostgreSQL${withoutPostgres}`,
    here: postgresProgram !== null,
    open: (work) => overQueue(`${postgres?.url}?queue=test${++queues}`, work),
  },
];

async function overQueue(url: string, { concurrency, work }: Work): Promise<Opened> {
  const engine = openEngine(parseQueueAddress(url));
  const queue = await engine.openQueue();
  const drained = new AbortController();
  const results = new Map<string, string>();
  const working = workOnQueue({
    engine,
    concurrency,
    leaseMs: 2_000,
    work: async (id) => void results.set(id, await work(id)),
    isElsewhere: async () => false,
    signal: new AbortController().signal,
    drained: drained.signal,
  });
  onTestFinished(async () => {
    drained.abort();
    await working;
    await queue[Symbol.asyncDispose]();
  });
  const dispatcher = new QueueDispatcher({
    queue,
    resultOf: async (id) => results.get(id) ?? null,
    reconcileEveryMs: 200,
    stopLimitMs: 5_000,
  });
  return {
    dispatcher,
    onlyBegun: () => expect.poll(async () => (await queue.counts()).waiting, { timeout: 5_000 }).toBe(0),
  };
}

const never = new AbortController().signal;

describe.each(dispatchers)("work done $name", ({ here, open }) => {
  test.runIf(here)("is begun in order, so much at a time, and a failed item stops no other", async () => {
    let running = 0;
    let most = 0;
    const begun: string[] = [];
    const second = Promise.withResolvers<void>();
    const { dispatcher } = await open({
      concurrency: 2,
      work: async (id) => {
        begun.push(id);
        most = Math.max(most, ++running);
        if (begun.length > 1) second.resolve();
        await second.promise;
        await new Promise((resolve) => setImmediate(resolve));
        running--;
        if (id === "b") throw new ItemError("broken", "b is broken: connection terminated after a timeout");
        if (id === "d") throw new ParkError("d must wait");
        return id.toUpperCase();
      },
    });
    const outcomes = await dispatcher.dispatch(["a", "b", "c", "d", "e"], never);
    expect(begun).toEqual(["a", "b", "c", "d", "e"]);
    expect(most).toBe(2);
    const done = outcomes.flatMap((outcome) => (outcome.ok ? outcome.result : []));
    expect(done.sort()).toEqual(["A", "C", "E"]);
    const errorOf = (id: string) => outcomes.find((outcome) => outcome.id === id);
    expect(errorOf("b")).toMatchObject({
      ok: false,
      error: { kind: "item", message: "b is broken: connection terminated after a timeout" },
    });
    expect(errorOf("d")).toMatchObject({ ok: false, error: { kind: "park", message: "d must wait" } });
  });

  test.runIf(here)("once stopped, is begun no more, and what is under way is awaited", async () => {
    const stop = new AbortController();
    const ended: string[] = [];
    const { dispatcher, onlyBegun } = await open({
      concurrency: 1,
      work: async (id) => {
        stop.abort();
        await onlyBegun();
        ended.push(id);
        return id;
      },
    });
    const outcomes = await dispatcher.dispatch(["a", "b", "c", "d"], stop.signal);
    expect(outcomes).toEqual([{ id: "a", ok: true, result: "a" }]);
    expect(ended).toEqual(["a"]);
  });

  test.runIf(here)("is not done at all where there is nothing to do", async () => {
    const { dispatcher } = await open({ concurrency: 3, work: async (id) => id });
    expect(await dispatcher.dispatch([], never)).toEqual([]);
  });
});
