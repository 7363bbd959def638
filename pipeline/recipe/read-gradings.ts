import { readdir } from "node:fs/promises";
import type { Grade } from "../contracts/generated/grade.ts";
import { hasErrorCode } from "../errors.ts";
import { readRecords } from "../run/json-lines.ts";
import { RunPaths } from "../run/run-paths.ts";

/** Every grading of a run that holds grades, by name. */
export async function readGradings(runDir: string): Promise<Map<string, Grade[]>> {
  const paths = new RunPaths(runDir);
  const gradings = new Map<string, Grade[]>();
  for (const name of await gradingNames(paths)) {
    const grades = await Array.fromAsync(readRecords(paths.grades(name), "grade"));
    if (grades.length > 0) gradings.set(name, grades);
  }
  return gradings;
}

/** The gradings of a run, sorted; one may hold replays alone. */
export async function gradingNames({ gradings }: RunPaths): Promise<string[]> {
  try {
    return (await readdir(gradings)).sort();
  } catch (error) {
    if (hasErrorCode(error, "ENOENT")) return [];
    throw error;
  }
}
