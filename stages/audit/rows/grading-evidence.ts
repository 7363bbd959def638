import { readFile } from "node:fs/promises";
import type { Grade } from "../../../pipeline/contracts/generated/grade.ts";
import { checkContract } from "../../../pipeline/contracts/validators.ts";
import { hasErrorCode } from "../../../pipeline/errors.ts";
import { readLeniently } from "../../../pipeline/run/read-leniently.ts";
import type { RunPaths } from "../../../pipeline/run/run-paths.ts";
import type { GradingView } from "../views/run-view.ts";
import type { TrajectoryRow } from "../views/trajectory-row.ts";

/** A grading and the scores that it gave. */
export interface GradingEvidence {
  view: GradingView;
  /** Of a step, in the order in which they were given; null: that answer gave none. */
  scoresOf(trajectoryId: string, step: number): TrajectoryRow["grades"][string] | null;
  problems: string[];
}

/** Reads what `curate regrade` left under a name; a problem in its place when its manifest cannot be read. */
export async function readGradingEvidence(
  paths: RunPaths,
  name: string,
): Promise<GradingEvidence | { problem: string }> {
  const manifest = checkContract("grading", await readJson(paths.gradingManifest(name)));
  if (!manifest.ok)
    return {
      problem: `gradings/${name}/grading.json: ${manifest.problems.join("; ")}. Run \`curate regrade\` again under this name.`,
    };
  const reliability = checkContract("reliability", await readJson(paths.reliability(name)));
  const scores = new Map<string, (number | null)[]>();
  const problems = await readLeniently(paths.grades(name), "grade", (grade) => {
    const given = grade.scores.map(({ value }) => value);
    scores.set(keyOf(grade.trajectoryId, grade.step, grade.judge), given);
  });
  return {
    view: { name, manifest: manifest.value, reliability: reliability.ok ? reliability.value : null },
    scoresOf(trajectoryId, step) {
      const screenshot = scores.get(keyOf(trajectoryId, step, "screenshot"));
      const gui = scores.get(keyOf(trajectoryId, step, "gui-summary"));
      if (screenshot === undefined && gui === undefined) return null;
      return { screenshot: screenshot ?? [], gui: gui ?? [] };
    },
    problems: problems.map((problem) => `gradings/${name}/grades.jsonl, ${problem}`),
  };
}

function keyOf(trajectoryId: string, step: number, judge: Grade["judge"]): string {
  return `${trajectoryId}/${step}/${judge}`;
}

/** null where there is no file, or none that is JSON: the schema check says so. */
async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    if (hasErrorCode(error, "ENOENT") || error instanceof SyntaxError) return null;
    throw error;
  }
}
