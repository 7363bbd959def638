import { expect, test } from "vitest";
import { computeYields, type Minima } from "../../../../stages/audit/viewer/rows/yield.ts";
import { buildRow, buildVerdict, measured, notRun } from "../support/row-builder.ts";

const actual: Minima = { screenshot: 3, gui: 3 };
const kept = { strict: buildVerdict() };
const rejected = { strict: buildVerdict({ kept: false }) };
const otherwiseRejected = { strict: buildVerdict({ kept: false, passesOthers: false }) };

const rows = [
  buildRow({ screenshot: measured(5), gui: measured(4), verdicts: kept }),
  buildRow({ screenshot: measured(3), gui: measured(3.5), verdicts: kept }),
  buildRow({ screenshot: measured(0), gui: measured(5), verdicts: rejected }),
  buildRow({ screenshot: measured(5), gui: measured(5), verdicts: otherwiseRejected }),
  buildRow({ screenshot: measured(4), gui: notRun, verdicts: rejected }),
  buildRow({ screenshot: null, gui: null, verdicts: rejected }),
  buildRow({}),
];

test.each<[Minima, number]>([
  [{ screenshot: 3, gui: 3 }, 2],
  [{ screenshot: 5, gui: 3 }, 1],
  [{ screenshot: 3, gui: 4 }, 1],
  [{ screenshot: 3, gui: 3.5 }, 2],
  // an unmeasured score reaches not even the lowest minimum
  [{ screenshot: 0, gui: 1 }, 3],
  [{ screenshot: 3, gui: null }, 3],
  [{ screenshot: null, gui: null }, 5],
  [{ screenshot: 5, gui: 5 }, 0],
])("at %j it keeps %i", (minima, count) => {
  expect(computeYields(rows, "strict", actual).keptAt(minima)).toBe(count);
});

test("only trajectories with a verdict are judged", () => {
  expect(computeYields(rows, "strict", actual).judged).toBe(6);
  expect(computeYields(rows, "other", actual).judged).toBe(0);
});

test("where the recipe lets unmeasured scores pass, so does the yield", () => {
  const withAllowed = [...rows, buildRow({ screenshot: measured(3), gui: notRun, verdicts: kept })];
  const yields = computeYields(withAllowed, "strict", actual);
  expect(yields.keptAt(actual)).toBe(4);
  expect(yields.keptAt({ screenshot: 3, gui: 5 })).toBe(2);
});
