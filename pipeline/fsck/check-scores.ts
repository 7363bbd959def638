import { readGuiTestGrade } from "../judge/read-gui-test-grade.ts";
import { readScreenshotGrade } from "../judge/read-screenshot-grade.ts";
import type { Reading } from "../judge/reading.ts";
import type { Score } from "../judge/score.ts";
import { readExchange } from "../model/call-journal.ts";
import type { BlobReader, Trajectory } from "../run/trajectory.ts";

type ReadGrade = (answer: string) => Reading<{ grade: number }>;

/** Scores that are not what their judge answered: each is read again from the exchange that it came from. */
export function checkScores(
  { nodes, calls }: Pick<Trajectory, "nodes" | "calls">,
  blobs: BlobReader,
): string[] {
  const exchanges = new Set(calls.map(({ exchange }) => exchange));
  return nodes.flatMap(({ step, screenshot, gui }) => [
    ...scoreProblems(`step ${step}, screenshot score`, screenshot, readScreenshotGrade, { exchanges, blobs }),
    ...scoreProblems(`step ${step}, GUI score`, gui, readGuiTestGrade, { exchanges, blobs }),
  ]);
}

function scoreProblems(
  subject: string,
  { status, value, exchange }: Score,
  read: ReadGrade,
  { exchanges, blobs }: { exchanges: ReadonlySet<string>; blobs: BlobReader },
): string[] {
  if (status !== "measured" || exchange === null) return [];
  if (!exchanges.has(exchange)) return [`${subject}: no call of its journal gave it`];
  const answer = answerIn(exchange, blobs);
  const reading: Reading<{ grade: number }> =
    answer === null ? { ok: false, problem: "its exchange holds no answer" } : read(answer);
  if (!reading.ok) return [`${subject}: it is ${value}, and its judge gave none: ${reading.problem}`];
  return reading.value.grade === value
    ? []
    : [`${subject}: it is ${value}, its judge gave ${reading.value.grade}`];
}

/** Null when it cannot be read; what is not there is found with the references. */
function answerIn(exchange: string, blobs: BlobReader): string | null {
  try {
    return blobs.text(readExchange(blobs, exchange).text);
  } catch {
    return null;
  }
}
