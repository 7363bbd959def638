import type { DoctorReport } from "./doctor.ts";
import { type Finding, type FindingStatus, isBlocking } from "./finding.ts";

const marks: Record<FindingStatus, string> = {
  ok: "ok",
  warning: "note",
  missing: "MISSING",
  broken: "BROKEN",
};
const markWidth = Math.max(...Object.values(marks).map((mark) => mark.length));

/** The report as text: a line per finding, the remedy below each that needs one, and a conclusion. */
export function formatReport({ system, checks }: DoctorReport): string {
  const titleWidth = Math.max(...checks.map(({ title }) => title.length));
  const blocking = checks.filter(isBlocking).map(({ title }) => title);
  return [
    `This machine: ${system}`,
    ...checks.map((finding) => formatFinding(finding, titleWidth)),
    blocking.length === 0
      ? "All that the pipeline needs is here."
      : `The pipeline cannot run here yet: see ${blocking.join(", ")} above.`,
  ].join("\n");
}

/** One finding as a line, and its remedy as another. `titleWidth` aligns a column of them. */
export function formatFinding(
  { status, title, version, found, remedy }: Finding,
  titleWidth: number,
): string {
  const detail = [version, found].filter((part) => part !== undefined).join("  ");
  const line = `  ${marks[status].padEnd(markWidth)}  ${title.padEnd(titleWidth)}  ${detail}`.trimEnd();
  return remedy === undefined ? line : `${line}\n${" ".repeat(markWidth + 4)}-> ${remedy}`;
}
