import type { Grade } from "../contracts/generated/grade.ts";
import type { GradingEvent } from "../contracts/generated/grading-event.ts";
import { checkContract } from "../contracts/validators.ts";
import type { EventParser } from "../run/event-store.ts";
import { namesIn } from "../run/names-in.ts";
import type { RunPaths } from "../run/run-paths.ts";
import { checkStore } from "./check-store.ts";
import type { Findings } from "./findings.ts";

export interface CheckGradingsOptions {
  paths: RunPaths;
  ids: ReadonlySet<string>;
  repair: boolean;
  now(): Date;
  findings: Findings;
  /** Told of each journal of calls that graded a trajectory. */
  onCalls(
    subject: string,
    trajectoryId: string,
    events: readonly { event: string; at: string }[],
  ): Promise<void>;
}

const parse: EventParser<GradingEvent> = (event) => checkContract("grading-event", event);

/** Every grading: its manifest, the journals of its calls, its grades by those journals, and what was derived of them. */
export async function checkGradings(options: CheckGradingsOptions): Promise<void> {
  const { paths, ids, findings } = options;
  for (const name of await namesIn(paths.gradings)) {
    const subject = `gradings/${name}`;
    await findings.record(`${subject}/grading.json`, paths.gradingManifest(name), "grading");
    await findings.record(`${subject}/reliability.json`, paths.reliability(name), "reliability");
    const replays = await findings.records(
      `${subject}/gui-replays.jsonl`,
      paths.guiReplays(name),
      "gui-replay",
    );
    const grades = await findings.records(`${subject}/grades.jsonl`, paths.grades(name), "grade");
    const unknown = [...(replays ?? []), ...(grades ?? [])].filter(
      ({ trajectoryId }) => !ids.has(trajectoryId),
    );
    findings.add(
      subject,
      unknown.map(({ trajectoryId }) => `it grades ${trajectoryId}, which is not there`),
    );
    const given = await readGiven(name, subject, options);
    findings.add(`${subject}/grades.jsonl`, gradeProblems(grades ?? [], given));
  }
}

/** The scores of each trajectory's journal, by trajectory and judge. */
async function readGiven(
  name: string,
  subject: string,
  options: CheckGradingsOptions,
): Promise<Map<string, string[]>> {
  const { paths, ids, findings } = options;
  const given = new Map<string, string[]>();
  for (const id of await namesIn(paths.gradedTrajectories(name))) {
    const journal = `${subject}/trajectories/${id}`;
    const { events } = await checkStore(
      { subject: journal, dir: paths.gradedTrajectory(name, id), parse },
      options,
    );
    const opened = events[0]?.event === "grading-opened" ? events[0] : null;
    if (events.length > 0 && opened?.trajectoryId !== id)
      findings.add(journal, [`its journal is that of ${opened?.trajectoryId ?? "no trajectory"}`]);
    for (const event of events)
      if (event.event === "step-graded") {
        const key = `${id} ${event.judge}`;
        given.set(key, [...(given.get(key) ?? []), shown(event.score)]);
      }
    if (ids.has(id)) await options.onCalls(journal, id, events);
  }
  return given;
}

function gradeProblems(grades: readonly Grade[], given: ReadonlyMap<string, string[]>): string[] {
  return grades.flatMap(({ trajectoryId, judge, scores }) => {
    const journaled = (given.get(`${trajectoryId} ${judge}`) ?? []).toSorted();
    const listed = scores.map(shown).toSorted();
    return journaled.join() === listed.join()
      ? []
      : [
          `${trajectoryId}: ${judge} gave ${journaled.join(", ") || "nothing"}, the grades say ${listed.join(", ")}`,
        ];
  });
}

function shown({ status, value }: { status: string; value: number | null }): string {
  return value === null ? status : String(value);
}
