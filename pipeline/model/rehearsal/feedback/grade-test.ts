import type { TestSummary } from "./read-transcript.ts";

/** What the feedback model answers about a GUI test. */
export interface TestGrade {
  test_passed: boolean;
  improvement_suggestions: string;
  grade: number;
}

/** Grades a GUI test by what worked, what did not, and the tester's verdict. */
export function gradeTest(summary: TestSummary): TestGrade {
  const passed = summary.verdict === "yes";
  return {
    test_passed: passed,
    improvement_suggestions: passed ? "" : suggestionsFrom(summary),
    grade: gradeOf(summary),
  };
}

function gradeOf({ verdict, notes, actions, done }: TestSummary): number {
  const count = (outcome: string): number => notes.filter((note) => note.outcome === outcome).length;
  const takesNotes = notes.length > 0;
  const worked = takesNotes ? count("worked") : done;
  const dead = takesNotes ? count("did nothing") : actions - done;
  if (worked === 0) return 1;
  if (verdict === "yes") return takesNotes && count("could not be done") === 0 ? 5 : 4;
  return dead > worked ? 2 : 3;
}

function suggestionsFrom({ notes, answer }: TestSummary): string {
  const dead = [
    ...new Set(notes.filter(({ outcome }) => outcome === "did nothing").map(({ subject }) => subject)),
  ];
  if (dead.length > 0)
    return dead
      .map((subject) => `${subject} did nothing: connect this control to what it is there for.`)
      .join("\n");
  const reasons = answer.replace(/^\W*(?:yes|no)\b\W*/i, "");
  return reasons === ""
    ? "Make the features of the site work; the test did not find one that does."
    : reasons;
}
