import { createLogUpdate } from "log-update";
import pc from "picocolors";
import { formatBytes } from "../doctor/format-bytes.ts";
import type { ProgressEvent, Report } from "./progress-event.ts";
import { describeTrajectoryEvent, initialRunState, type RunState, updateRunState } from "./run-state.ts";

export interface ReporterOptions {
  stream: NodeJS.WriteStream;
  /** Monotonic milliseconds. */
  now(): number;
}

type Colors = ReturnType<typeof pc.createColors>;

const redrawEveryMs = 200;

/** Shows a run: one line per event, and under them, on a terminal, a live view of what is running. */
export function createTerminalReporter({ stream, now }: ReporterOptions): Report & Disposable {
  const state = initialRunState();
  const started = now();
  // picocolors takes "CI" for a terminal: a stream that is none gets plain text in any case
  const colors = pc.createColors(stream.isTTY && pc.isColorSupported);
  const live = stream.isTTY ? createLogUpdate(stream) : null;
  let drawn = 0;
  let transferStarted = 0;
  const report = (event: ProgressEvent): void => {
    if (event.kind === "transfer" && state.transfer === null) transferStarted = now();
    updateRunState(state, event);
    const line = lineOf(event, colors);
    if (line !== null) {
      live?.clear();
      stream.write(`${line}\n`);
    }
    if (live === null || (line === null && now() - drawn < redrawEveryMs)) return;
    drawn = now();
    if (state.transfer !== null) live(transferView(state.transfer, drawn - transferStarted));
    else live(state.running.size === 0 ? "" : liveView(state, drawn - started, stream.columns ?? 80));
  };
  return Object.assign(report, {
    [Symbol.dispose]: () => {
      live?.clear();
      live?.done();
    },
  });
}

function lineOf(event: ProgressEvent, colors: Colors): string | null {
  switch (event.kind) {
    case "stage-started":
      return colors.bold(`${event.stage}: ${event.detail}`);
    case "stage-finished":
      return `${colors.green("done")} ${event.stage}: ${event.detail}`;
    case "plan":
      return `  ${event.trajectories} trajectories`;
    case "trajectory-found-sealed":
      return `  ${event.trajectoryId}  was recorded before`;
    case "trajectory-started":
      return event.resumedAtStep === 0
        ? null
        : `  ${event.trajectoryId}  goes on at step ${event.resumedAtStep}`;
    case "trajectory-event":
      return `  ${event.trajectoryId}  ${describeTrajectoryEvent(event.event)}`;
    case "worker-news":
      return event.doing === null ? null : `  ${event.trajectoryId}  ${event.doing} (${event.worker})`;
    case "trajectory-failed":
      return `  ${event.trajectoryId}  ${event.parked ? colors.yellow("parked") : colors.red("failed")}: ${event.reason}`;
    case "call-ended":
    case "transfer":
      return null;
    case "notice":
      return `  ${colors.yellow(event.message)}`;
  }
}

function liveView(state: RunState, elapsedMs: number, columns: number): string {
  const left = state.planned - state.sealed - state.failed;
  const cost = `$${state.costUsd.toFixed(4)}${state.unpricedCalls > 0 ? " or more" : ""}`;
  const head = `${state.sealed}/${state.planned} sealed, ${state.steps} steps, ${state.calls} calls, ${state.tokens} tokens, ${cost}, ${seconds(elapsedMs)} gone`;
  const rate = state.steps > 0 ? `, about ${seconds(timeLeftMs(state, elapsedMs, left))} left` : "";
  const running = Array.from(state.running, ([id, doing]) => `  ${id}  ${doing}`);
  return ["", head + rate, ...running].map((line) => line.slice(0, columns - 1)).join("\n");
}

/** Files on their way: how much, how fast, and how long the rest takes at that rate. */
function transferView(
  { doing, doneBytes, bytes }: NonNullable<RunState["transfer"]>,
  elapsedMs: number,
): string {
  const perSecond = doneBytes / Math.max(0.001, elapsedMs / 1000);
  const left = perSecond > 0 ? `, about ${seconds((1000 * (bytes - doneBytes)) / perSecond)} left` : "";
  return `${doing} ${formatBytes(doneBytes)} of ${formatBytes(bytes)}, ${formatBytes(perSecond)}/s${left}`;
}

/** Assumes the trajectories to come take as long as those sealed here; before the first, counts half of each running one. */
function timeLeftMs(state: RunState, elapsedMs: number, left: number): number {
  const done = Math.max(state.sealed - state.sealedBefore, state.running.size / 2);
  return (elapsedMs / Math.max(0.5, done)) * left;
}

function seconds(ms: number): string {
  const total = Math.round(ms / 1000);
  return total < 120 ? `${total} s` : `${Math.round(total / 60)} min`;
}
