import { expect, test } from "vitest";
import { resolveSettings } from "../../pipeline/config/settings.ts";
import type { Config } from "../../pipeline/contracts/generated/config.ts";
import { defaultInstructions, defaultTrajectories } from "../../pipeline/plan/default-cost.ts";
import { useOf } from "../../pipeline/plan/unit-cost.ts";

const local = { baseURL: "http://127.0.0.1:9/v1", model: "m" };
const price = { inputPerMillionUsd: 1, outputPerMillionUsd: 10 };
const prompts = {
  teacher: 500,
  screenshotDescription: 300,
  screenshotGrade: 200,
  guiAgent: 800,
  guiTestInstruction: 400,
  guiTestGrade: 250,
  synthesis: 100,
};

function settingsOf(record: Config["record"] = {}) {
  return resolveSettings(
    { run: "r", models: { teacher: { ...local, price }, vision: local, feedback: local }, record },
    2,
  );
}

function trajectories(record?: Config["record"]) {
  const basis = defaultTrajectories(settingsOf(record), prompts);
  if (basis.kind !== "defaults") throw new Error("no defaults");
  return basis;
}

test("the low trajectory, by hand: code, a GUI test of 4 turns, the end", () => {
  const { low } = trajectories();
  expect(low).toMatchObject({ workMs: 5 * 60_000, siteMs: 2.5 * 60_000 });
  expect(useOf(low, "teacher")).toMatchObject({
    calls: 3,
    // one reply of 1,000 tokens, two marks of 50
    completionTokens: 1100,
    // 3 x 500, and the earlier turns, (1100 / 3 + 300) each, 0 + 1 + 2 times
    promptTokens: 1500 + 3 * (1100 / 3 + 300),
  });
  expect(useOf(low, "teacher").costUsd).toBeCloseTo((3500 + 11_000) / 1e6);
  expect(useOf(low, "vision")).toMatchObject({
    calls: 2,
    promptTokens: 2500,
    completionTokens: 300,
    costUsd: null,
  });
  expect(useOf(low, "gui")).toMatchObject({
    calls: 4,
    // texts of turns 1 to 4, and 1 + 2 + 3 + 3 pictures
    promptTokens: 4 * 1000 + 10 * 660 + 9 * 1000,
    completionTokens: 240,
  });
  expect(useOf(low, "feedback")).toMatchObject({ calls: 2, promptTokens: 400 + 250 + 240 });
  // 3 steps, and 1 + 4 pictures
  expect(low.diskBytes).toBe(3 * 15_000 + 5 * 40_000);
});

test("the bounds are ordered, whatever the settings allow", () => {
  for (const record of [{}, { maxSteps: 1 }, { maxSteps: 5, guiMaxTurns: 2 }, { maxSteps: 40 }]) {
    const { low, likely, high } = trajectories(record);
    for (const role of ["teacher", "vision", "gui", "feedback"] as const) {
      const calls = [low, likely, high].map((unit) => useOf(unit, role).calls);
      const tokens = [low, likely, high].map((unit) => useOf(unit, role).promptTokens);
      expect(calls).toEqual(calls.toSorted((a, b) => a - b));
      expect(tokens).toEqual(tokens.toSorted((a, b) => a - b));
    }
  }
});

test("no trajectory has more steps or turns than the settings allow", () => {
  const { high } = trajectories({ maxSteps: 6, guiMaxTurns: 2 });
  expect(useOf(high, "teacher").calls).toBe(6);
  // 3 steps of code, 2 GUI tests, the end
  expect(useOf(high, "gui").calls).toBe(4);
  expect(useOf(high, "vision").calls).toBe(6);
  expect(useOf(trajectories({ maxSteps: 1 }).likely, "gui").calls).toBe(0);
});

test("an instruction takes one to three candidates", () => {
  const basis = defaultInstructions(settingsOf(), prompts);
  if (basis.kind !== "defaults") throw new Error("no defaults");
  const uses = [basis.low, basis.likely, basis.high].map((unit) => useOf(unit, "synthesis"));
  expect(uses.map(({ calls }) => calls)).toEqual([1, 1.5, 3]);
  expect(uses[1]).toMatchObject({ promptTokens: 150, completionTokens: 157.5, costUsd: null });
});
