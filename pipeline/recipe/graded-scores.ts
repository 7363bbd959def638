import type { Grade } from "../contracts/generated/grade.ts";
import { UserError } from "../errors.ts";
import { readRecords } from "../run/json-lines.ts";
import { RunPaths } from "../run/run-paths.ts";

interface ScorePair {
  screenshot: number | null;
  gui: number | null;
}

/** The scores of a named grading. */
export interface GradedScores {
  name: string;
  /** Scores of a step: the grading's where its judge was asked, else the recorded one. */
  scoresOf(about: { trajectoryId: string; step: number; recorded: ScorePair }): ScorePair;
}

/**
 * Reads a grading's scores. A judge asked several times counts with the median of the scores it gave; one that never
 * gave a usable one leaves its score unmeasured. Throws UserError when the run has no such grading.
 */
export async function readGradedScores(runDir: string, name: string): Promise<GradedScores> {
  const grades = await Array.fromAsync(readRecords(new RunPaths(runDir).grades(name), "grade"));
  if (grades.length === 0)
    throw new UserError(
      `The recipe asks for the scores of the grading "${name}", and ${runDir} has none of that name. Make it with \`curate regrade --name ${name}\`, or take "grading" out of the recipe.`,
    );
  return gradedScoresOf(name, grades);
}

/** The scores that grades add up to. */
export function gradedScoresOf(name: string, grades: readonly Grade[]): GradedScores {
  const medians = new Map(grades.map((grade) => [keyOf(grade), medianScore(grade)]));
  return {
    name,
    scoresOf({ trajectoryId, step, recorded }) {
      const scoreBy = (judge: Grade["judge"], before: number | null): number | null => {
        const graded = medians.get(keyOf({ trajectoryId, step, judge }));
        return graded === undefined ? before : graded;
      };
      return {
        screenshot: scoreBy("screenshot", recorded.screenshot),
        gui: scoreBy("gui-summary", recorded.gui),
      };
    },
  };
}

/** The median of the measured scores of a grade; null when none is. */
export function medianScore({ scores }: Pick<Grade, "scores">): number | null {
  const values = scores.flatMap(({ value }) => value ?? []).sort((a, b) => a - b);
  const upper = values[Math.floor(values.length / 2)];
  const lower = values[Math.ceil(values.length / 2) - 1];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}

function keyOf({ trajectoryId, step, judge }: Pick<Grade, "trajectoryId" | "step" | "judge">): string {
  return `${trajectoryId}/${step}/${judge}`;
}
