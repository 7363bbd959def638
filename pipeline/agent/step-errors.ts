import type { TrajectoryNode } from "../run/trajectory.ts";
import type { StepFindings } from "./feedback.ts";

export type ErrorStage = TrajectoryNode["errorStages"][number];

/**
 * The stages that failed in a step; any makes it an error step. A screenshot score at or below the limit counts as a
 * failed screenshot (2 for SFT data, 1 for Step-GRPO roll-outs). Installation and start are judged by exit code and
 * by a page that answers, not by the word "error" in their output as the published system does.
 */
export function errorStagesOf(
  findings: Omit<StepFindings, "errorStages">,
  errorScreenshotScore: number,
): ErrorStage[] {
  const { refusals, served, screenshot, guiTest } = findings;
  const stages: ErrorStage[] = [];
  if (refusals.length > 0) stages.push("format");
  if (served.install.status === "failed") stages.push("install");
  else if (served.url === null) stages.push("start");
  if (screenshot !== null) {
    const { description, score } = screenshot;
    const low = score.value !== null && score.value <= errorScreenshotScore;
    if (description?.is_error === true || low) stages.push("screenshot");
    if (description === null || score.status === "judge-error") stages.push("judge");
  }
  if (guiTest !== null && (guiTest.testPassed === null || guiTest.score.status === "judge-error"))
    stages.push("judge");
  return stages;
}
