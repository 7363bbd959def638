import { expect, it } from "vitest";
import type { Recipe } from "../../pipeline/recipe/recipe.ts";
import { judgeTrajectory } from "../../stages/filter/judge-trajectory.ts";
import type { Finding } from "../../stages/filter/rule.ts";
import { rules } from "../../stages/filter/rules/index.ts";
import { buildTrajectory, type PlannedTrajectory } from "../support/trajectory-builder.ts";

type Setting = Recipe["rules"][number];
type Outcome = Finding["outcome"];

const limits: Setting = { rule: "finished", allow: ["finished", "step-limit"] };
const good = { steps: [{ screenshot: 4 }, { kind: "gui-test" as const, screenshot: 4, gui: 5 }], chosen: 1 };

/** rule, trajectory, outcome, value, threshold */
type Case = [string, Setting, PlannedTrajectory, Outcome, Finding["value"], Finding["threshold"]];

it.each<Case>([
  ["finished", { rule: "finished", allow: ["finished"] }, good, "pass", "finished", "finished"],
  [
    "step limit allowed",
    limits,
    { ...good, outcome: "step-limit" },
    "pass",
    "step-limit",
    "finished or step-limit",
  ],
  [
    "step limit not allowed",
    { rule: "finished", allow: ["finished"] },
    { ...good, outcome: "step-limit" },
    "fail",
    "step-limit",
    "finished",
  ],
  ["failed", limits, { ...good, outcome: "failed" }, "fail", "failed", "finished or step-limit"],
  [
    "nothing built",
    limits,
    { steps: [{ kind: "finish" }], chosen: null },
    "fail",
    "nothing-built",
    "finished or step-limit",
  ],

  ["screenshot at the minimum", { rule: "screenshot-score", min: 4 }, good, "pass", 4, 4],
  ["screenshot below", { rule: "screenshot-score", min: 5 }, good, "fail", 4, 5],
  [
    "a blank page is measured",
    { rule: "screenshot-score", min: 1 },
    { steps: [{ screenshot: 0 }] },
    "fail",
    0,
    1,
  ],
  [
    "a blank page passes no minimum",
    { rule: "screenshot-score", min: 0 },
    { steps: [{ screenshot: 0 }] },
    "pass",
    0,
    0,
  ],
  [
    "an unread screenshot is no zero",
    { rule: "screenshot-score", min: 0 },
    { steps: [{ screenshot: "judge-error" }] },
    "unmeasured",
    null,
    0,
  ],
  [
    "a site that never ran has no screenshot",
    { rule: "screenshot-score", min: 0 },
    { steps: [{ screenshot: null }] },
    "unmeasured",
    null,
    0,
  ],
  [
    "the chosen step's screenshot, not the best",
    { rule: "screenshot-score", min: 3 },
    { steps: [{ screenshot: 5 }, { screenshot: 2 }], chosen: 1 },
    "fail",
    2,
    3,
  ],
  [
    "nothing chosen has no screenshot",
    { rule: "screenshot-score", min: 0 },
    { steps: [], chosen: null },
    "unmeasured",
    null,
    0,
  ],

  ["GUI at the minimum", { rule: "gui-score", min: 5 }, good, "pass", 5, 5],
  ["GUI below", { rule: "gui-score", min: 4 }, { steps: [{ kind: "gui-test", gui: 3 }] }, "fail", 3, 4],
  ["an untested site", { rule: "gui-score", min: 1 }, { steps: [{ screenshot: 5 }] }, "unmeasured", null, 1],
  [
    "a GUI test that broke down",
    { rule: "gui-score", min: 1 },
    { steps: [{ kind: "gui-test", gui: "infra-error" }] },
    "unmeasured",
    null,
    1,
  ],

  ["well-formed", { rule: "well-formed", maxMalformedSteps: 0 }, good, "pass", 0, 0],
  [
    "malformed on the path",
    { rule: "well-formed", maxMalformedSteps: 0 },
    { steps: [{ kind: "malformed" }, { screenshot: 3 }], chosen: 1 },
    "fail",
    1,
    0,
  ],
  [
    "malformed on a branch that was left",
    { rule: "well-formed", maxMalformedSteps: 0 },
    { steps: [{ screenshot: 3 }, { kind: "malformed" }], chosen: 0 },
    "pass",
    0,
    0,
  ],
  [
    "malformed as often as allowed",
    { rule: "well-formed", maxMalformedSteps: 1 },
    { steps: [{ kind: "malformed" }, { screenshot: 3 }], chosen: 1 },
    "pass",
    1,
    1,
  ],

  // 3 + 5, 1 + 5 and 1 + 5 tokens
  [
    "at the token limit",
    { rule: "token-length", max: 20 },
    { systemPrompt: "be very good", instruction: "go", steps: [{ reply: "ok" }] },
    "pass",
    20,
    20,
  ],
  [
    "over the token limit",
    { rule: "token-length", max: 19 },
    { systemPrompt: "be very good", instruction: "go", steps: [{ reply: "ok" }] },
    "fail",
    20,
    19,
  ],
  [
    "nothing chosen has no length",
    { rule: "token-length", max: 19 },
    { steps: [], chosen: null },
    "unmeasured",
    null,
    19,
  ],
])("%s", (_, setting, plan, outcome, value, threshold) => {
  const { trajectory, blobs } = buildTrajectory(plan);
  const verdict = judgeTrajectory(trajectory, blobs, recipeWith([setting]));
  expect(verdict.rules).toEqual([{ rule: setting.rule, outcome, value, threshold }]);
  expect(verdict.kept).toBe(outcome === "pass");
});

it("judges by every rule, not only up to the first that fails", () => {
  const { trajectory, blobs } = buildTrajectory({ steps: [{ screenshot: 1 }], outcome: "failed" });
  const verdict = judgeTrajectory(
    trajectory,
    blobs,
    recipeWith([
      limits,
      { rule: "screenshot-score", min: 3 },
      { rule: "gui-score", min: 3 },
      { rule: "token-length", max: 9_000 },
    ]),
  );
  expect(verdict.rules.map(({ outcome }) => outcome)).toEqual(["fail", "fail", "unmeasured", "pass"]);
  expect(verdict.kept).toBe(false);
});

it("knows a rule for every name a recipe may use", () => {
  expect(Object.keys(rules).sort()).toEqual([
    "finished",
    "gui-score",
    "screenshot-score",
    "token-length",
    "well-formed",
  ]);
});

function recipeWith(settings: Setting[]): Recipe {
  return {
    name: "test",
    description: "",
    rules: settings,
    sft: { maskErrorSteps: false, includeFinish: false },
    stepGrpo: { reward: "screenshot+gui", validationShare: 0 },
  };
}
