import { UserError } from "../../pipeline/errors.ts";
import type { ProgressEvent, Report } from "../../pipeline/progress/progress-event.ts";
import { describeTrajectoryEvent } from "../../pipeline/progress/run-state.ts";
import type { WorkerNews } from "../../pipeline/queue/job-queue.ts";
import { StoreFence } from "../../pipeline/run/store-fence.ts";
import { planTrajectories } from "./plan-trajectories.ts";
import { isSealed } from "./record-on-queue.ts";
import { type RecordOneOptions, recordOne } from "./record-one.ts";
import { SharedGuiTests, type SharedGuiTestsOptions } from "./shared-gui-tests.ts";
import type { RecordRunOptions } from "./stage.ts";

/** What happened is told this often at most: every call would be too often for who watches. Milliseconds. */
const tellEveryMs = 1_000;

export interface WorkForQueueOptions
  extends Omit<RecordOneOptions, "openFence" | "guiTestOf">,
    Pick<RecordRunOptions, "instructions"> {
  /** The worker's name. */
  worker: string;
  guiTests: Pick<SharedGuiTestsOptions, "texts" | "takeTurn">;
  /** Whom to tell of a trajectory's calls: entered here while it is under way. */
  onCalls: Map<string, (event: Extract<ProgressEvent, { kind: "call-ended" }>) => void>;
  /** Puts a sealed trajectory where the planner finds it (default: in the run folder it is). */
  onRecorded?(id: string): Promise<void>;
}

/** The work of a worker: records the trajectory of an id that the queue hands out, as its newest owner. */
export class WorkForQueue {
  readonly #options: WorkForQueueOptions;
  readonly #guiTests: SharedGuiTests;
  readonly #planned: ReadonlyMap<string, ReturnType<typeof planTrajectories>[number]>;

  constructor(options: WorkForQueueOptions) {
    this.#options = options;
    this.#guiTests = new SharedGuiTests(options.paths, {
      perTrajectory: options.settings.compat.guiTestPerTrajectory,
      ...options.guiTests,
    });
    this.#planned = new Map(
      planTrajectories({ ...options, limit: null }).map((trajectory) => [trajectory.id, trajectory]),
    );
  }

  async record(id: string, signal: AbortSignal, tell: (news: WorkerNews) => void): Promise<void> {
    const { paths, worker, now, onCalls, onRecorded } = this.#options;
    const trajectory = this.#planned.get(id);
    if (trajectory === undefined) {
      throw new UserError(
        `Trajectory ${id} is not planned by the run folder ${paths.dir}: its instructions are others than the planner's. Give the worker the same folder, or start it again to read them anew.`,
      );
    }
    if (!isSealed(paths.trajectory(id))) {
      const news = new NewsDigest(worker, tell);
      onCalls.set(id, (event) => news.add(event));
      const options: RecordOneOptions = {
        ...this.#options,
        openFence: (dir) => StoreFence.takeOver(dir, worker, now),
        guiTestOf: (instructionId, write) => this.#guiTests.textFor(instructionId, write),
        report: news.reportTo(this.#options.report),
      };
      try {
        await recordOne(trajectory, options, signal);
      } finally {
        onCalls.delete(id);
      }
    }
    await onRecorded?.(id);
  }
}

/** Adds up what happens in a trajectory, and tells it now and then. */
class NewsDigest {
  readonly #worker: string;
  readonly #tell: (news: WorkerNews) => void;
  #told = Number.NEGATIVE_INFINITY;
  #sum: WorkerNews;

  constructor(worker: string, tell: (news: WorkerNews) => void) {
    this.#worker = worker;
    this.#tell = tell;
    this.#sum = this.#nothing();
  }

  reportTo(report: Report): Report {
    return (event) => {
      this.add(event);
      report(event);
    };
  }

  add(event: ProgressEvent): void {
    const sum = this.#sum;
    switch (event.kind) {
      case "trajectory-started":
        sum.doing = event.resumedAtStep === 0 ? "starting" : `resumed at step ${event.resumedAtStep}`;
        break;
      case "trajectory-event":
        sum.doing = describeTrajectoryEvent(event.event);
        if (event.event.event === "step-committed") sum.steps++;
        break;
      case "call-ended":
        sum.calls++;
        sum.tokens += event.tokens;
        sum.costUsd += event.costUsd ?? 0;
        if (event.outcome === "answered" && event.costUsd === null) sum.unpricedCalls++;
        break;
      default:
        return;
    }
    const isEnd = event.kind === "trajectory-event" && event.event.event === "trajectory-sealed";
    if (!isEnd && performance.now() - this.#told < tellEveryMs) return;
    this.#told = performance.now();
    this.#sum = this.#nothing();
    this.#tell(sum);
  }

  #nothing(): WorkerNews {
    return { worker: this.#worker, doing: null, steps: 0, calls: 0, tokens: 0, costUsd: 0, unpricedCalls: 0 };
  }
}
