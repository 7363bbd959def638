import type { ShownScore } from "../../../views/trajectory-row.ts";
import type { NodeView, TrajectoryView } from "../../../views/trajectory-view.ts";
import { statusWords } from "../../kit/score-words.ts";

/** What a kind of step is called. */
export const kindWords: Record<NodeView["kind"], string> = {
  code: "code",
  "gui-test": "GUI test",
  finish: "finish",
  malformed: "unusable reply",
};

/** Where a step failed. */
export const stageWords: Record<NodeView["errorStages"][number], string> = {
  format: "files of the reply",
  install: "installation",
  start: "start",
  screenshot: "screenshot",
  "gui-test": "GUI test",
  judge: "judge",
};

export type DescribedStep = Pick<
  NodeView,
  "step" | "kind" | "screenshot" | "gui" | "errorStages" | "isError"
>;

/** What the step at the end of the chosen path is called; null: this is another. Nothing is chosen before the seal. */
export function chosenWord({ row }: TrajectoryView, step: number): "chosen" | "latest" | null {
  if (step !== row.chosen) return null;
  return row.status === "recording" || row.status === "damaged" ? "latest" : "chosen";
}

/** A step in a line, for those who do not see its picture: `Step 3, code: screenshot score 4 of 5, GUI score not run`. */
export function describeStep(node: DescribedStep, chosen: string | null = null): string {
  const facts = [`screenshot score ${scoreWords(node.screenshot)}`, `GUI score ${scoreWords(node.gui)}`];
  if (node.isError) facts.push(`failed: ${errorWords(node)}`);
  if (chosen !== null) facts.push(chosen);
  return `Step ${node.step}, ${kindWords[node.kind]}: ${facts.join(", ")}`;
}

/** `4 of 5`, or in words why there is no value. */
export function scoreWords(score: ShownScore): string {
  return score.value === null ? statusWords(score.status) : `${score.value} of 5`;
}

/** The stages at which a step failed; a step may be an error step for what its parent left behind. */
export function errorWords({ errorStages }: Pick<NodeView, "errorStages">): string {
  return errorStages.length === 0 ? "error" : errorStages.map((stage) => stageWords[stage]).join(", ");
}

/** What comes to pass at a phase whose milliseconds a node keeps, in their order. */
export const phaseWords: Record<string, string> = {
  teacherMs: "teacher",
  installMs: "installation",
  startMs: "start",
  pageMs: "page",
  judgeMs: "judge",
  guiTestMs: "GUI test",
};
