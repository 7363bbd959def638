import { join } from "node:path";
import { openEngine } from "../../../pipeline/queue/bull-engine.ts";
import { InProcessDispatcher } from "../../../pipeline/queue/in-process-dispatcher.ts";
import { parseQueueAddress } from "../../../pipeline/queue/queue-address.ts";
import { QueueDispatcher } from "../../../pipeline/queue/queue-dispatcher.ts";
import { RedisStateServer } from "../../../pipeline/queue/redis-state-server.ts";
import { SharedState } from "../../../pipeline/queue/shared-state.ts";
import { workOnQueue } from "../../../pipeline/queue/work-on-queue.ts";
import { WorkerSession } from "../../../pipeline/queue/worker-session.ts";
import { StoreFence } from "../../../pipeline/run/store-fence.ts";

const concurrency = 4;
const leaseMs = 60_000;

export interface OverheadOptions {
  url: string;
  dir: string;
  items: number;
  /** So often both are measured, by turns. */
  pairs: number;
}

/** Milliseconds for each of so many ids without work: medians. `queueCpuMs`: of this process, planner and worker at once. */
export async function measureOverhead(
  options: OverheadOptions,
): Promise<{ hereMs: number; queueMs: number; queueCpuMs: number }> {
  const here: number[] = [];
  const queue: number[] = [];
  const cpu: number[] = [];
  for (let pair = 0; pair < options.pairs; pair++) {
    here.push(await measureHere(options));
    const before = process.cpuUsage();
    queue.push(await measureQueue(options, pair));
    const { user, system } = process.cpuUsage(before);
    cpu.push((user + system) / 1000 / options.items);
  }
  return { hereMs: median(here), queueMs: median(queue), queueCpuMs: median(cpu) };
}

function idsOf(items: number): string[] {
  return Array.from({ length: items }, (_, index) => `item-${index}`);
}

async function measureHere({ items }: OverheadOptions): Promise<number> {
  const started = performance.now();
  const dispatcher = new InProcessDispatcher({ concurrency, work: async (id) => id });
  await dispatcher.dispatch(idsOf(items), new AbortController().signal);
  return (performance.now() - started) / items;
}

/** All that a worker does for a trajectory beside recording it: presence, the look at its owner, its epoch. */
async function measureQueue({ url, dir, items }: OverheadOptions, pair: number): Promise<number> {
  const address = parseQueueAddress(`${url}?queue=bench${pair}`);
  const engine = openEngine(address);
  await using queue = await engine.openQueue();
  await using state = new SharedState(new RedisStateServer(address.url, address.name));
  await using session = new WorkerSession({ state, name: "bench", place: "here", concurrency, leaseMs });
  await session.begin();
  const done = new Set<string>();
  const drained = new AbortController();
  const folder = (id: string): string => join(dir, `bench-${pair}`, id);
  const working = workOnQueue({
    engine,
    concurrency,
    leaseMs,
    work: async (id) => {
      await StoreFence.takeOver(folder(id), "bench", () => new Date());
      done.add(id);
    },
    isElsewhere: (id) => session.isElsewhere(id, folder(id)),
    onRunning: (ids) => session.running(ids),
    signal: new AbortController().signal,
    drained: drained.signal,
  });
  const started = performance.now();
  const dispatcher = new QueueDispatcher({
    queue,
    resultOf: async (id) => (done.has(id) ? id : null),
    reconcileEveryMs: 5_000,
    stopLimitMs: 5_000,
  });
  await dispatcher.dispatch(idsOf(items), new AbortController().signal);
  const tookMs = performance.now() - started;
  drained.abort();
  await working;
  return tookMs / items;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
