import { expect, test } from "vitest";
import { drawPlan } from "../../../../pipeline/model/rehearsal/teacher/plan.ts";
import { shop } from "./rehearse.ts";

const plans = Array.from({ length: 1_000 }, (_, seed) => drawPlan(shop, seed));
const shareOf = (kind: string) => plans.filter(({ course }) => course.kind === kind).length / plans.length;

test.each([
  ["flawless", 0.35],
  ["mended", 0.38],
  ["never-well", 0.14],
  ["lost-after-good", 0.1],
  ["lost-from-start", 0.03],
])("About the planned share of courses is %s", (kind, share) => {
  expect(Math.abs(shareOf(kind) - share)).toBeLessThan(0.04);
});

test("Every flaw and every stack is drawn", () => {
  const flaws = plans.flatMap(({ course }) => ("flaw" in course ? [course.flaw.id] : []));
  expect(new Set(flaws).size).toBe(12);
  expect(new Set(plans.map(({ site }) => site.stack.id))).toEqual(
    new Set(["react", "plain-typescript", "node-back-end"]),
  );
});
