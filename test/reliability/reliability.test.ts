import { expect, it } from "vitest";
import type { Grade } from "../../pipeline/contracts/generated/grade.ts";
import type { Review } from "../../pipeline/contracts/generated/review.ts";
import { checkContract } from "../../pipeline/contracts/validators.ts";
import { measureTrajectory } from "../../pipeline/index/measure-trajectory.ts";
import { reliabilityOf } from "../../pipeline/reliability/reliability.ts";
import { buildTrajectory } from "../support/trajectory-builder.ts";

/** Recorded screenshot scores by instruction, and what the judge gave when asked three times again. */
const graded: [instructionId: string, recorded: number | null, again: (number | null)[]][] = [
  ["a", 1, [1, 1, 1]],
  ["b", 2, [2, 2, 3]],
  ["c", 4, [3, 3, 3]],
  ["d", null, [5, 4, null]],
];

const measures = graded.map(([instructionId, screenshot]) => {
  const { trajectory, blobs } = buildTrajectory({ instructionId, steps: [{ screenshot }] });
  if (trajectory.sealed === null) throw new Error("not sealed");
  return measureTrajectory(trajectory, trajectory.sealed, blobs);
});

const grades = graded.map(
  ([instructionId, , again]): Grade => ({
    trajectoryId: `${instructionId}.0`,
    journalDigest: "0".repeat(64),
    step: 0,
    judge: "screenshot",
    scores: again.map((value) => ({ status: value === null ? "judge-error" : "measured", value })),
  }),
);

const review = (
  id: string,
  decision: Review["decision"],
  screenshotScore: number,
  reviewer = "al",
): Review => ({
  ...{ at: "2026-01-01T00:00:00Z", trajectoryId: `${id}.0`, reviewer, decision, screenshotScore },
  ...{ guiScore: null, step: null, blind: true, note: "" },
});

const reviews = [
  review("a", "keep", 5),
  review("a", "reject", 1),
  review("b", "keep", 4),
  review("c", "keep", 3),
  review("d", "keep", 5),
  review("d", "reject", 4, "bo"),
];

const report = reliabilityOf({
  ...{ grading: "again", grades, measures, reviews },
  applicationTypeOf: (id) => (id < "c" ? "Blog" : "Shop"),
});

it("is what its schema says", () => {
  expect(checkContract("reliability", report)).toEqual({ ok: true, value: report });
});

it("compares the repeats among themselves", () => {
  expect(report.types[0]?.judges[0]?.repeated).toMatchObject({ units: 4, exact: 2 / 4 });
  expect(report.types[0]?.judges[0]?.repeated.alpha).toBeGreaterThan(0.8);
});

it("compares what was recorded with the median of the new grades, where both are known", () => {
  expect(report.types[0]?.judges[0]?.recordedAgainstNew).toMatchObject({
    units: 3,
    exact: 2 / 3,
    confusion: [
      { first: 1, second: 1, count: 1 },
      { first: 2, second: 2, count: 1 },
      { first: 4, second: 3, count: 1 },
    ],
  });
  // observed (0 + 0 + 1) / 3; expected: 1, 2, 4 with 1, 2, 3 add up to 5 + 2 + 14 = 21, of 9
  expect(report.types[0]?.judges[0]?.recordedAgainstNew.kappa).toBeCloseTo(1 - 1 / 3 / (21 / 9), 12);
});

it("compares with the median of each reviewer's last word", () => {
  expect(report.types[0]?.judges[0]?.peopleAgainstNew.confusion).toEqual([
    { first: 1, second: 1, count: 1 },
    { first: 3, second: 3, count: 1 },
    { first: 4, second: 2, count: 1 },
    { first: 4.5, second: 4.5, count: 1 },
  ]);
});

it("holds minima against what people keep, those they contradict each other on left out", () => {
  expect(report.types[0]?.judges[0]?.keep).toEqual([
    { min: 1, precision: 2 / 3, recall: 1 },
    { min: 2, precision: 1, recall: 1 },
    { min: 3, precision: 1, recall: 1 / 2 },
    { min: 4, precision: null, recall: 0 },
    { min: 5, precision: null, recall: 0 },
  ]);
});

it("tells each application type apart", () => {
  expect(
    report.types.map(({ applicationType, judges }) => [applicationType, judges[0]?.repeated.units]),
  ).toEqual([
    [null, 4],
    ["Blog", 2],
    ["Shop", 2],
  ]);
});
