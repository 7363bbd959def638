import type { Browser } from "../browser/site-page.ts";
import type { Compat } from "../config/compat.ts";
import { errorMessage, InfrastructureError, ItemError } from "../errors.ts";
import type { Judge } from "../judge/judge.ts";
import type { ModelPort } from "../model/model-port.ts";
import type { PromptSet } from "../prompts/prompt-set.ts";
import type { EventStore } from "../run/event-store.ts";
import { foldTrajectory } from "../run/fold-trajectory.ts";
import type { Trajectory, TrajectoryEvent, TrajectoryNode, TrajectorySealed } from "../run/trajectory.ts";
import type { SiteHost, SiteSlot } from "../site/site-slot.ts";
import { recordStep } from "./record-step.ts";
import { nextMove, selectBest, type TreeLimits } from "./step-tree.ts";

/** An infrastructure failure begins the step again, at most this often, and does not count against the trajectory. */
const maxStepRetries = 5;

export interface RecordTrajectoryOptions {
  /** Opened store of the trajectory; its first line is there already. */
  store: EventStore<TrajectoryEvent>;
  model: ModelPort;
  judge: Judge;
  prompts: PromptSet;
  siteHost: SiteHost;
  browser: Browser;
  /** Gives the instruction's test instruction, having it written where there is none yet. */
  shareGuiTest(write: () => Promise<string>): Promise<string>;
  limits: TreeLimits & { errorScreenshotScore: number };
  compat: Compat;
  signal: AbortSignal;
  /** Told of each event after it is durable. */
  onEvent(event: TrajectoryEvent): void;
}

/**
 * Runs the agent on one instruction until its trajectory is sealed, from wherever its journal ends.
 * Throws StopError, ParkError and UserError as they come: what was committed stays, and the same call goes on later.
 * Throws ItemError when a step could not be done for infrastructure reasons: it can be begun again.
 */
export async function recordTrajectory(options: RecordTrajectoryOptions): Promise<TrajectorySealed> {
  const { store, compat } = options;
  const limits = { ...options.limits, unmeasuredIsZero: compat.unmeasuredIsZero };
  const commit = async (event: TrajectoryEvent): Promise<void> => {
    await store.append(event);
    options.onEvent(event);
  };
  await using slots = new SlotHolder(options.siteHost);
  for (;;) {
    const trajectory = currentState(store);
    if (trajectory.sealed !== null) return trajectory.sealed;
    options.signal.throwIfAborted();
    const move = nextMove(trajectory, limits);
    switch (move.kind) {
      case "backtrack":
        await commit({
          event: "backtracked",
          afterStep: move.afterStep,
          to: move.to,
          errorSteps: move.errorSteps,
        });
        break;
      case "end":
        await commit({
          event: "trajectory-sealed",
          outcome: move.outcome,
          chosen: move.chosen,
          reason: null,
        });
        break;
      case "step":
        await commit(await recordStepOrGiveUp(move, slots, commit, options));
        break;
    }
  }
}

/** The step; or the seal of a failed trajectory, when a model will not do its part however often the step is begun. */
async function recordStepOrGiveUp(
  move: { step: number; parent: number | null },
  slots: SlotHolder,
  commit: (event: TrajectoryEvent) => Promise<void>,
  options: RecordTrajectoryOptions,
): Promise<TrajectoryEvent> {
  try {
    return { event: "step-committed", node: await recordStepWithRetries(move, slots, commit, options) };
  } catch (error) {
    if (!(error instanceof ItemError) || error.reason === "infrastructure") throw error;
    const chosen = selectBest(currentState(options.store).nodes, options.compat);
    return { event: "trajectory-sealed", outcome: "failed", chosen, reason: error.message };
  }
}

async function recordStepWithRetries(
  move: { step: number; parent: number | null },
  slots: SlotHolder,
  commit: (event: TrajectoryEvent) => Promise<void>,
  options: RecordTrajectoryOptions,
): Promise<TrajectoryNode> {
  const { store, model, judge, prompts, browser, signal, limits, compat } = options;
  for (let attempt = 1; ; attempt++) {
    try {
      const trajectory = currentState(store);
      return await recordStep(move, {
        trajectory,
        store,
        model,
        judge,
        prompts,
        browser,
        signal,
        compat,
        errorScreenshotScore: limits.errorScreenshotScore,
        slot: slots.current(),
        guiTestText: () => guiTestText(trajectory, commit, options),
      });
    } catch (error) {
      if (!(error instanceof InfrastructureError) || signal.aborted) throw error;
      await slots.discard();
      if (attempt > maxStepRetries) {
        throw new ItemError("infrastructure", `Step ${move.step} failed ${attempt} times: ${error.message}`, {
          cause: error,
        });
      }
      await commit({ event: "step-retried", step: move.step, attempt, error: errorMessage(error) });
    } finally {
      // others build while this one's teacher thinks
      slots.release();
    }
  }
}

/** The test instruction is journaled with every trajectory that uses it. */
async function guiTestText(
  trajectory: Trajectory,
  commit: (event: TrajectoryEvent) => Promise<void>,
  { store, model, judge, signal, shareGuiTest }: RecordTrajectoryOptions,
): Promise<string> {
  if (trajectory.guiTest !== null) return store.text(trajectory.guiTest);
  const text = await shareGuiTest(() =>
    judge.writeGuiTest({
      model,
      purpose: "gui-test",
      instruction: store.text(trajectory.opened.instruction),
      keep: (bytes) => store.keep(bytes),
      signal,
    }),
  );
  await commit({ event: "gui-test-written", text: store.keep(text) });
  return text;
}

function currentState(store: EventStore<TrajectoryEvent>): Trajectory {
  const trajectory = foldTrajectory(store.events);
  if (trajectory === null) throw new ItemError("not-opened", "The journal has no first line.");
  return trajectory;
}

/** Holds one slot while it serves well, and takes a fresh one after a failure. */
class SlotHolder implements AsyncDisposable {
  readonly #host: SiteHost;
  #slot: SiteSlot | null = null;

  constructor(host: SiteHost) {
    this.#host = host;
  }

  current(): SiteSlot {
    this.#slot ??= this.#host.openSlot();
    return this.#slot;
  }

  release(): void {
    this.#slot?.release();
  }

  async discard(): Promise<void> {
    const slot = this.#slot;
    this.#slot = null;
    await slot?.[Symbol.asyncDispose]();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.discard();
  }
}
