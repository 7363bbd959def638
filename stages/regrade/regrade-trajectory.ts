import type { Grade } from "../../pipeline/contracts/generated/grade.ts";
import type { GradingEvent } from "../../pipeline/contracts/generated/grading-event.ts";
import type { GuiTranscript } from "../../pipeline/contracts/generated/gui-transcript.ts";
import { checkContract } from "../../pipeline/contracts/validators.ts";
import { BugError, UserError } from "../../pipeline/errors.ts";
import { assessTranscript } from "../../pipeline/judge/assess-transcript.ts";
import { gradeScreenshot } from "../../pipeline/judge/grade-screenshot.ts";
import type { JudgeContext } from "../../pipeline/judge/judge.ts";
import type { Score } from "../../pipeline/judge/score.ts";
import { chosenNode } from "../../pipeline/recipe/sft-conversation.ts";
import { type EventParser, EventStore } from "../../pipeline/run/event-store.ts";
import { reconcileLedger } from "../../pipeline/run/reconcile-ledger.ts";
import type { BlobReader, Trajectory, TrajectoryNode } from "../../pipeline/run/trajectory.ts";
import type { GradingJudge, RegradeRunOptions } from "./stage.ts";

/** How often an unusable answer of a judge is asked for in all. */
const maxAsks = 3;

const parseEvent: EventParser<GradingEvent> = (event) => checkContract("grading-event", event);

/** Grades the chosen step of one trajectory again. Null while it is still being recorded. */
export async function regradeTrajectory(id: string, options: RegradeRunOptions): Promise<Grade[] | null> {
  const { run, judges } = options;
  const { trajectory, blobs } = await run.openTrajectory(id);
  if (trajectory.sealed === null) return null;
  const chosen = chosenNode(trajectory);
  const asked = judges.filter((judge) => chosen !== null && seenBy(judge, chosen) !== null);
  if (chosen === null || asked.length === 0) return [];
  await using store = await openStore(trajectory, options);
  await reconcileLedger(
    store.events,
    {
      stage: "regrade",
      trajectoryId: id,
      baseURLOf: (role) => options.settings.models[role]?.baseURL ?? "",
    },
    options.ledger,
  );
  const grades: Grade[] = [];
  for (const judge of asked) {
    const scores: Score[] = [];
    for (let time = 1; time <= options.times; time++)
      scores.push(await scoreOnce({ judge, time, chosen, trajectory, blobs, store }, options));
    grades.push({
      trajectoryId: id,
      journalDigest: trajectory.journalDigest,
      step: chosen.step,
      judge,
      scores: scores.map(({ value }) => ({ status: value === null ? "judge-error" : "measured", value })),
    });
  }
  return grades;
}

interface GradingTask {
  judge: GradingJudge;
  time: number;
  chosen: TrajectoryNode;
  trajectory: Trajectory;
  blobs: BlobReader;
  store: EventStore<GradingEvent>;
}

/** One score, from the journal where it was given before. */
async function scoreOnce(task: GradingTask, options: RegradeRunOptions): Promise<Score> {
  const { judge, time, chosen, store } = task;
  const given = store.events.find(
    (event) => event.event === "step-graded" && event.judge === judge && event.time === time,
  );
  if (given?.event === "step-graded") return given.score;
  const score = await ask(task, options);
  await store.append({ event: "step-graded", step: chosen.step, judge, time, score });
  return score;
}

async function ask(task: GradingTask, options: RegradeRunOptions): Promise<Score> {
  const { judge, time, chosen, trajectory, blobs, store } = task;
  const { trajectoryId } = trajectory.opened;
  const context: JudgeContext = {
    model: options.models.bind({
      store,
      stage: "regrade",
      trajectoryId,
      sampleKey: `${trajectoryId}/${options.name}`,
      signal: options.signal,
    }),
    purpose: `step-${chosen.step}/time-${time}`,
    instruction: blobs.text(trajectory.opened.instruction),
    keep: (bytes) => store.keep(bytes),
    signal: options.signal,
  };
  const seen = seenBy(judge, chosen);
  if (seen === null) throw new BugError(`There is nothing that ${judge} could be shown`);
  const { prompts, settings } = options;
  if (judge === "screenshot")
    return await gradeScreenshot(blobs.bytes(seen), { prompts, maxAsks, ...settings.compat }, context);
  const guiTest = trajectory.guiTest === null ? "" : blobs.text(trajectory.guiTest);
  const { score } = await assessTranscript(
    readTranscript(blobs.text(seen)),
    guiTest,
    { prompts, maxAsks },
    context,
  );
  return score;
}

/** What a judge is shown of a step; null when the step has none. */
function seenBy(judge: GradingJudge, { screenshotImage, guiTest }: TrajectoryNode): string | null {
  return judge === "screenshot" ? screenshotImage : guiTest;
}

function readTranscript(text: string): GuiTranscript {
  const checked = checkContract("gui-transcript", JSON.parse(text));
  if (checked.ok) return checked.value;
  throw new BugError(`A stored transcript breaks its schema: ${checked.problems.join("; ")}`);
}

async function openStore(
  { opened, journalDigest }: Trajectory,
  { paths, name, now }: RegradeRunOptions,
): Promise<EventStore<GradingEvent>> {
  const dir = paths.gradedTrajectory(name, opened.trajectoryId);
  const store = await EventStore.open<GradingEvent>({ dir, parse: parseEvent, now });
  const [first] = store.events;
  if (first?.event === "grading-opened" && first.journalDigest !== journalDigest) {
    await store[Symbol.asyncDispose]();
    throw new UserError(
      `${dir} holds grades of another recording of ${opened.trajectoryId}. Give the grading another --name.`,
    );
  }
  if (first === undefined)
    await store.append({
      event: "grading-opened",
      trajectoryId: opened.trajectoryId,
      journalDigest,
      grading: name,
    });
  return store;
}
