import type { ProgressEvent } from "./progress-event.ts";

/** The figures of a run that a live view shows, folded from its events. */
export interface RunState {
  planned: number;
  sealed: number;
  /** Of those, sealed by an earlier session. */
  sealedBefore: number;
  failed: number;
  steps: number;
  calls: number;
  tokens: number;
  costUsd: number;
  /** Calls whose price is unknown: the cost is at least the one shown. */
  unpricedCalls: number;
  /** Last thing each running trajectory did. */
  running: Map<string, string>;
  /** Files on their way over the network; null: none. */
  transfer: { doing: string; doneBytes: number; bytes: number } | null;
}

export function initialRunState(): RunState {
  return {
    planned: 0,
    sealed: 0,
    sealedBefore: 0,
    failed: 0,
    steps: 0,
    calls: 0,
    tokens: 0,
    costUsd: 0,
    unpricedCalls: 0,
    running: new Map(),
    transfer: null,
  };
}

export function updateRunState(state: RunState, event: ProgressEvent): void {
  switch (event.kind) {
    case "plan":
      state.planned = event.trajectories;
      break;
    case "trajectory-found-sealed":
      state.sealed++;
      state.sealedBefore++;
      break;
    case "trajectory-started":
      state.running.set(
        event.trajectoryId,
        event.resumedAtStep === 0 ? "starting" : `resumed at step ${event.resumedAtStep}`,
      );
      break;
    case "trajectory-event":
      if (event.event.event === "step-committed") state.steps++;
      if (event.event.event === "trajectory-sealed") {
        state.sealed++;
        state.running.delete(event.trajectoryId);
      } else state.running.set(event.trajectoryId, describeTrajectoryEvent(event.event));
      break;
    case "worker-news":
      if (event.doing !== null) state.running.set(event.trajectoryId, `${event.doing} (${event.worker})`);
      state.steps += event.steps;
      state.calls += event.calls;
      state.tokens += event.tokens;
      state.costUsd += event.costUsd;
      state.unpricedCalls += event.unpricedCalls;
      break;
    case "trajectory-failed":
      if (!event.parked) state.failed++;
      state.running.delete(event.trajectoryId);
      break;
    case "call-ended":
      state.calls++;
      state.tokens += event.tokens;
      state.costUsd += event.costUsd ?? 0;
      if (event.outcome === "answered" && event.costUsd === null) state.unpricedCalls++;
      break;
    case "transfer":
      state.transfer = { doing: event.doing, doneBytes: event.doneBytes, bytes: event.bytes };
      break;
    case "stage-finished":
      state.transfer = null;
      break;
    case "stage-started":
    case "notice":
      break;
  }
}

/** One event of a trajectory in a few words. */
export function describeTrajectoryEvent(
  event: Extract<ProgressEvent, { kind: "trajectory-event" }>["event"],
): string {
  switch (event.event) {
    case "trajectory-opened":
      return `opened (${event.instructionId}, sample ${event.sample})`;
    case "gui-test-written":
      return "test instruction written";
    case "step-retried":
      return `step ${event.step} begun again: ${event.error}`;
    case "step-committed": {
      const { node } = event;
      const failed = node.isError ? `, failed: ${node.errorStages.join(" ")}` : "";
      return `step ${node.step} ${node.kind}, screenshot ${node.screenshot.value ?? "-"}, GUI ${node.gui.value ?? "-"}${failed}`;
    }
    case "backtracked":
      return `${event.errorSteps} error steps: back to ${event.to === null ? "the start" : `step ${event.to}`}`;
    case "trajectory-sealed":
      return `${event.outcome}, chosen step ${event.chosen ?? "none"}`;
  }
}
