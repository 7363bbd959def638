import { setTimeout as delay } from "node:timers/promises";
import type { QueueState } from "../../contracts/generated/queue-state.ts";
import { UserError } from "../../errors.ts";
import type { JobQueue, QueueCounts } from "../../queue/job-queue.ts";
import { type CommandContext, printResult } from "../command-context.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { type OpenQueue, openQueue, type QueueOptions } from "../open-queue.ts";
import { formatTable } from "../table.ts";

export type QueueAction = "status" | "pause" | "resume" | "drain" | "board";

export interface QueueCommandOptions extends QueueOptions {
  /** --port of the board; 0: any */
  port?: number;
}

/** `curate queue`: what a queue does, and whether it goes on. */
export async function queueCommand(
  action: QueueAction,
  options: QueueCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  await using opened = await openQueue(options.queue, context);
  if (action === "board") return await showBoard(opened, options, context);
  await using queue = await opened.engine.openQueue();
  if (action === "pause") await queue.pause();
  if (action === "resume") await queue.resume();
  if (action === "drain") await drain(opened);
  await printStatus(opened, queue, options, context);
  return exitCode.done;
}

/** Nothing more is begun; workers finish what is under way, and end. */
async function drain({ state, address }: OpenQueue): Promise<void> {
  const isPlanned = await state.update((draft) => {
    if (draft.plan?.phase !== "running") return false;
    draft.plan.phase = "draining";
    draft.plan.reason = "drained by the user";
    return true;
  });
  if (!isPlanned)
    throw new UserError(
      `Queue ${address.shown} has no run under way: there is nothing to drain. \`curate queue status\` shows what there is.`,
    );
}

async function printStatus(
  { address, server, state }: OpenQueue,
  queue: JobQueue,
  options: QueueCommandOptions,
  context: CommandContext,
): Promise<void> {
  const counts = await queue.counts();
  const isPaused = await queue.isPaused();
  const { state: shared, nowMs } = await state.read();
  const { plan, budget } = shared;
  const planner =
    shared.planner === null ? null : { name: shared.planner.name, alive: shared.planner.until >= nowMs };
  const workers = Object.entries(shared.workers).map(([name, { place, until, concurrency, running }]) => ({
    ...{ name, place, concurrency, running },
    alive: until >= nowMs,
  }));
  const result = {
    ...{ queue: address.shown, server, paused: isPaused, jobs: counts, planner, plan, workers },
    spent: budget === null ? null : spentOf(budget),
  };
  printResult(context, options, result, formatStatus(result));
}

function spentOf(budget: NonNullable<QueueState["budget"]>) {
  const { maxUsd, maxTokens, closed, open, held } = budget;
  const parts = [closed, ...Object.values(open)];
  return {
    ...{ maxUsd, maxTokens },
    usd: parts.reduce((sum, { usd }) => sum + usd, 0),
    tokens: parts.reduce((sum, { tokens }) => sum + tokens, 0),
    callsInFlight: Object.keys(held).length,
  };
}

function formatStatus(status: {
  queue: string;
  server: string;
  paused: boolean;
  jobs: QueueCounts;
  planner: { name: string; alive: boolean } | null;
  plan: QueueState["plan"];
  workers: { name: string; place: string; concurrency: number; running: string[]; alive: boolean }[];
  spent: { usd: number; tokens: number; maxUsd: number | null } | null;
}): string {
  const { queue, server, paused, jobs, planner, plan, workers, spent } = status;
  const planned =
    plan === null
      ? "no run is planned"
      : `${plan.run}: ${plan.phase}${plan.reason === null ? "" : ` (${plan.reason})`}, ${plan.sealed} of ${plan.planned} sealed, ${plan.failed} failed`;
  const watcher =
    planner === null
      ? "nobody plans"
      : `${planner.alive ? "planned" : "was planned, no sign of life,"} by ${planner.name}`;
  const limit = spent?.maxUsd == null ? "" : ` of $${spent.maxUsd}`;
  return [
    `${queue} (${server})${paused ? ", paused" : ""}: ${jobs.waiting} waiting, ${jobs.active} active, ${jobs.delayed} put off, ${jobs.failed} failed`,
    `${planned}; ${watcher}`,
    ...(spent === null ? [] : [`spent $${spent.usd.toFixed(4)}${limit}, ${spent.tokens} tokens`]),
    ...(workers.length === 0
      ? ["no workers"]
      : [
          "",
          formatTable(
            ["worker", "where", "at once", "alive", "under way"],
            workers.map(({ name, place, concurrency, alive, running }) => [
              name,
              place,
              concurrency,
              alive ? "yes" : "no",
              running.join(" ") || "-",
            ]),
          ),
        ]),
  ].join("\n");
}

/** Shows Bull Board until the command is stopped. */
async function showBoard(
  { address }: OpenQueue,
  { port = 0 }: QueueCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { openBoard } = await import("../../queue/board.ts");
  await using board = await openBoard(address, port);
  context.print(`${board.url}  (Ctrl-C ends it)`);
  await delay(2 ** 31 - 1, undefined, { signal: context.signal }).catch(() => undefined);
  return exitCode.done;
}
