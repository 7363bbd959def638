import { readdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { UserError } from "../../pipeline/errors.ts";
import { loadRecipe, parseRecipe } from "../../pipeline/recipe/load-recipe.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const shipped = readdirSync(join(import.meta.dirname, "..", "..", "data", "recipes")).map((file) =>
  basename(file, ".json"),
);

const sound = {
  name: "sound",
  description: "for tests",
  rules: [{ rule: "screenshot-score", min: 3 }],
  sft: { maskErrorSteps: false, includeFinish: true },
  stepGrpo: { reward: "screenshot+gui", validationShare: 0.02 },
};

describe("loadRecipe", () => {
  // under which licence data is released is for its owner to say
  it.each(shipped)("loads the shipped recipe %s, named as its file, without a licence", async (name) => {
    const { recipe } = await loadRecipe(name);
    expect([recipe.name, recipe.license]).toEqual([name, undefined]);
  });

  it("loads a file by its path", async () => {
    const path = join(await temporaryFolder(), "mine.json");
    await writeFile(path, JSON.stringify(sound));
    expect((await loadRecipe(path)).recipe).toEqual(sound);
  });

  it.each([
    ["no-such-recipe", /no-such-recipe.*cannot be read.*data\/recipes/s],
    ["../../package.json", /cannot be read|unknown key/],
    ["..", /cannot name a folder/],
  ])("refuses %s", async (name, message) => {
    await expect(loadRecipe(name)).rejects.toThrow(message);
  });
});

describe("parseRecipe", () => {
  it.each<[string, unknown, RegExp]>([
    ["an unknown key", { ...sound, extra: 1 }, /unknown key "extra"/],
    [
      "an unknown rule",
      { ...sound, rules: [{ rule: "sunshine" }] },
      /rules\.0: unknown rule "sunshine"\. Known: finished, /,
    ],
    [
      "a threshold out of range",
      { ...sound, rules: [{ rule: "screenshot-score", min: 6 }] },
      /rules\.0\.min: must be <= 5, found 6/,
    ],
    [
      "a GUI minimum below the scale",
      { ...sound, rules: [{ rule: "gui-score", min: 0 }] },
      /rules\.0\.min: must be >= 1, found 0/,
    ],
    [
      "a rule without its threshold",
      { ...sound, rules: [{ rule: "gui-score" }] },
      /rules\.0: "min" is missing/,
    ],
    ["no rules", { ...sound, rules: [] }, /rules/],
    [
      "an unknown selection",
      { ...sound, select: [{ rule: "luck" }] },
      /select\.0: unknown rule "luck"\. Known: distinct-sites, /,
    ],
    [
      "a cap of none",
      { ...sound, select: [{ rule: "per-instruction", max: 0 }] },
      /select\.0\.max: must be >= 1, found 0/,
    ],
    [
      "a selection twice",
      { ...sound, select: [1, 2].map((max) => ({ rule: "per-instruction", max })) },
      /"per-instruction" stands in it twice/,
    ],
    [
      "a rule twice",
      { ...sound, rules: [...sound.rules, { rule: "screenshot-score", min: 4 }] },
      /"screenshot-score" stands in it twice/,
    ],
    [
      "two tokenizers",
      { ...sound, tokenizer: "hf:a/b@1", rules: [{ rule: "token-length", max: 9, tokenizer: "hf:a/c@1" }] },
      /it names the tokenizer hf:a\/b@1, its rule "token-length" another, hf:a\/c@1/,
    ],
    ["a name that is a path", { ...sound, name: "../up" }, /name/],
    [
      "a share that holds out too much",
      { ...sound, stepGrpo: { ...sound.stepGrpo, validationShare: 0.9 } },
      /validationShare: must be <= 0.5/,
    ],
  ])("refuses %s", (_, recipe, message) => {
    expect(() => parseRecipe(JSON.stringify(recipe), "mine.json")).toThrow(message);
    expect(() => parseRecipe(JSON.stringify(recipe), "mine.json")).toThrow(UserError);
  });

  it("refuses what is not JSON", () => {
    expect(() => parseRecipe("{", "mine.json")).toThrow(/mine.json: not JSON/);
  });

  it("hashes what a recipe says, not how its file is laid out", () => {
    const { hash } = parseRecipe(JSON.stringify(sound), "a");
    const laidOut = JSON.stringify(
      { $schema: "x", ...Object.fromEntries(Object.entries(sound).reverse()) },
      null,
      4,
    );
    expect(parseRecipe(laidOut, "b").hash).toBe(hash);
    expect(
      parseRecipe(JSON.stringify({ ...sound, rules: [{ rule: "screenshot-score", min: 4 }] }), "c").hash,
    ).not.toBe(hash);
  });
});
