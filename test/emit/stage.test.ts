import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../../pipeline/errors.ts";
import { withCompat } from "../../pipeline/recipe/compat-recipe.ts";
import { splitOf } from "../../stages/emit/configs/split-of.ts";
import { emitRun } from "../../stages/emit/stage.ts";
import { filterRun } from "../../stages/filter/stage.ts";
import { queryDuckDB, readWithDuckDB } from "../support/duckdb.ts";
import { buildRecipe, filesOf, filterAndEmit } from "../support/emitted-run.ts";
import { buildInstruction, memoryRun, systemPrompt } from "../support/memory-run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import type { PlannedScore, PlannedStep, PlannedTrajectory } from "../support/trajectory-builder.ts";
import { uniqueText } from "../support/unique-text.ts";

const signal = new AbortController().signal;
const system = { role: "system", content: systemPrompt };
const validate = '<boltAction type="screenshot_validated"/>';

const shop: PlannedTrajectory = {
  instructionId: "shop",
  instruction: "Please build shop.",
  steps: [
    { reply: "first", feedback: "it is broken", screenshot: 1, isError: true },
    { reply: "second", feedback: "looks fine", screenshot: 4 },
    { kind: "gui-test", reply: validate, feedback: "works", screenshot: 4, gui: 5 },
    { kind: "finish", reply: "done" },
  ],
  chosen: 2,
};
const blog: PlannedTrajectory = {
  instructionId: "blog",
  instruction: "Please build blog.",
  steps: [
    { reply: "plain", feedback: "dull", screenshot: 2 },
    { reply: "unseen", feedback: "?", screenshot: "judge-error" },
  ],
  chosen: 0,
};
const instructions = [
  buildInstruction("shop", { application_type: "E-commerce" }),
  buildInstruction("blog"),
  buildInstruction("unused"),
];

async function smallRun(trajectories: PlannedTrajectory[] = [shop, blog]) {
  return memoryRun({ dir: await temporaryFolder(), instructions, trajectories });
}

describe("emitRun", () => {
  it("writes the kept trajectories as published messages, with what they are worth beside them", async () => {
    const { dir } = await filterAndEmit(await smallRun(), buildRecipe());
    expect(await readWithDuckDB(join(dir, "sft/train-00000-of-00001.parquet"))).toEqual([
      {
        id: "shop.0",
        instruction_id: "shop",
        application_type: "E-commerce",
        messages: [
          system,
          { role: "user", content: "Please build shop." },
          { role: "assistant", content: "first" },
          { role: "user", content: "it is broken" },
          { role: "assistant", content: "second" },
          { role: "user", content: "looks fine" },
          { role: "assistant", content: validate },
          { role: "user", content: "works" },
          { role: "assistant", content: "done" },
        ],
        loss_mask: [0, 0, 0, 0, 1, 0, 1, 0, 1],
        steps: 4,
        screenshot_score: 4,
        gui_score: 5,
        tokens: expect.any(Number),
        teacher: "teacher-1",
        source_trajectory: "shop.0",
      },
    ]);
  });

  it("writes every instruction in verl's columns, in the order of the run", async () => {
    const { dir } = await filterAndEmit(await smallRun(), buildRecipe());
    expect(await readWithDuckDB(join(dir, "prompts/train-00000-of-00001.parquet"))).toEqual(
      ["shop", "blog", "unused"].map((id, index) => ({
        data_source: "webgen",
        prompt: [system, { role: "user", content: `Please build ${id}.` }],
        ability: "webgen",
        reward_model: { style: "rule", ground_truth: "" },
        extra_info: { split: "train", index },
      })),
    );
  });

  it("writes every step of every trajectory with its reward and advantages", async () => {
    const { dir } = await filterAndEmit(await smallRun(), buildRecipe());
    const rows = await readWithDuckDB(join(dir, "steps/train-00000-of-00001.parquet"));
    // rewards of the shop: 1 and 4 + 5: mean 5, sample standard deviation sqrt(32)
    const low = -4 / (Math.sqrt(32) + 1e-6);
    expect(rows).toEqual([
      expect.objectContaining({
        ...step("blog.0", 0, "plain", {
          screenshot_score: 2,
          reward: 2,
          advantage: 2 / (1 + 1e-6),
          cumulative_advantage: null,
        }),
        prompt: [system, { role: "user", content: "Please build blog." }],
        extra_info: { split: "train", index: 1 },
      }),
      expect.objectContaining(
        step("blog.0", 1, "unseen", {
          screenshot_score: null,
          reward: null,
          advantage: null,
          cumulative_advantage: null,
        }),
      ),
      expect.objectContaining(
        step("shop.0", 0, "first", {
          screenshot_score: 1,
          reward: 1,
          advantage: low,
          cumulative_advantage: 0,
        }),
      ),
      expect.objectContaining({
        ...step("shop.0", 1, "second", {
          screenshot_score: 4,
          gui_score: 5,
          reward: 9,
          advantage: -low,
          cumulative_advantage: -low,
        }),
        prompt: [
          system,
          { role: "user", content: "Please build shop." },
          { role: "assistant", content: "first" },
          { role: "user", content: "it is broken" },
        ],
        extra_info: { split: "train", index: 0 },
      }),
    ]);
  });

  it("leaves a trajectory cut by the length limit out of the steps and of its group's statistics", async () => {
    const cut: PlannedTrajectory = { ...blog, sample: 1, steps: [{ screenshot: 5, finishReason: "length" }] };
    const { dir } = await filterAndEmit(await smallRun([blog, cut]), buildRecipe());
    const rows = await readWithDuckDB(join(dir, "steps/train-00000-of-00001.parquet"));
    expect(rows.map((row) => [row.trajectory_id, row.reward])).toEqual([
      ["blog.0", 2],
      ["blog.0", null],
    ]);
    expect(rows[0]?.advantage).toBeCloseTo(2, 5);
    expect(await readFile(join(dir, "README.md"), "utf8")).toContain(
      "left out because a reply hit the length limit without repeating itself: 1",
    );
  });

  it("holds instructions out by their id, with all that was made from them", async () => {
    const many = Array.from({ length: 60 }, (_, at) =>
      buildInstruction(`i-${at}`, { instruction: uniqueText(200, at + 1) }),
    );
    const trajectories = many.map(({ id }) => ({ ...shop, instructionId: id }));
    const run = memoryRun({ dir: await temporaryFolder(), instructions: many, trajectories });
    const share = 0.3;
    const { dir } = await filterAndEmit(
      run,
      buildRecipe({ stepGrpo: { reward: "gui", validationShare: share } }),
    );
    const heldOut = many.flatMap(({ id }, index) => (splitOf(id, share) === "validation" ? index : []));
    expect(heldOut.length).toBeGreaterThan(5);
    for (const config of ["prompts", "steps"]) {
      const found = await queryDuckDB(
        `SELECT DISTINCT extra_info.index AS i, extra_info.split AS s FROM '${dir}/${config}/validation-*.parquet' ORDER BY i`,
      );
      expect(found).toEqual(heldOut.map((i) => ({ i, s: "validation" })));
      const [shared] = await queryDuckDB(
        `SELECT count(*) AS n FROM '${dir}/${config}/train-*.parquet' WHERE extra_info.index IN (${heldOut.join()})`,
      );
      expect(shared).toEqual({ n: 0 });
    }
  });

  it("leaves out what has no rows, and says so", async () => {
    const { dir, configs } = await filterAndEmit(
      await smallRun([]),
      buildRecipe({ stepGrpo: { reward: "gui", validationShare: 0.000_1 } }),
    );
    expect(configs.map(({ config, split }) => `${config}/${split}`)).toEqual(["prompts/train"]);
    expect((await readdir(dir)).sort()).toEqual(["README.md", "manifest.json", "prompts"]);
    const card = await readFile(join(dir, "README.md"), "utf8");
    expect(card).toContain("there is no `sft` configuration");
    expect(card).toContain("No instruction fell into the validation split");
    expect(card).not.toContain("config_name: sft");
  });

  it("writes what was not kept beside it when the recipe asks for it, with the reasons", async () => {
    const recipe = buildRecipe({
      rejected: true,
      rules: [
        { rule: "gui-score", min: 1 },
        { rule: "steps", min: 3 },
      ],
    });
    const nothing: PlannedTrajectory = {
      instructionId: "unused",
      steps: [],
      chosen: null,
      outcome: "failed",
    };
    const { dir } = await filterAndEmit(await smallRun([shop, blog, nothing]), recipe);
    const path = join(dir, "rejected/train-00000-of-00001.parquet");
    expect(await readWithDuckDB(path)).toMatchObject([
      { id: "blog.0", screenshot_score: 2, rejected_by: ["gui-score", "steps"] },
    ]);
    expect(await queryDuckDB(`select id from '${dir}/sft/*.parquet'`)).toEqual([{ id: "shop.0" }]);
  });

  it("holds nothing out that says nearly the same as what is trained on", async () => {
    const text = Array.from({ length: 40 }, (_, at) => uniqueText(8, at + 1)).join(" ");
    const variants = Array.from({ length: 60 }, (_, at) =>
      buildInstruction(`i-${at}`, { instruction: `${text} ${at}` }),
    );
    const run = memoryRun({ dir: await temporaryFolder(), instructions: variants, trajectories: [] });
    const stepGrpo = { reward: "gui", validationShare: 0.5 } as const;
    const { configs } = await filterAndEmit(run, buildRecipe({ stepGrpo }));
    expect(configs.map(({ config, rows }) => [config, rows])).toEqual([["prompts", 60]]);
  });

  it("repeats a training row for validation as published, where that is asked for", async () => {
    const { recipe: held } = buildRecipe({ stepGrpo: { reward: "gui", validationShare: 0.5 } });
    const recipe = withCompat({ recipe: held, hash: "" }, { repeatedValidation: true });
    expect(recipe.hash).toMatch(/^[0-9a-f]{64}$/);
    const { dir, configs } = await filterAndEmit(await smallRun(), recipe);
    expect(configs.map(({ config, split, rows }) => `${config}/${split} ${rows}`)).toEqual([
      "sft/train 1",
      "prompts/train 3",
      "prompts/validation 1",
      "steps/train 4",
    ]);
    const [first] = await readWithDuckDB(join(dir, "prompts/train-00000-of-00001.parquet"));
    expect(await readWithDuckDB(join(dir, "prompts/validation-00000-of-00001.parquet"))).toEqual([
      { ...first, extra_info: { split: "validation", index: 0 } },
    ]);
    const card = await readFile(join(dir, "README.md"), "utf8");
    expect(card).toContain("is a training row again, as in the published set: it validates nothing");
    expect(card).not.toContain("No instruction fell into the validation split");
  });

  it("leaves a recipe alone that nothing is to be repeated for", () => {
    const recipe = buildRecipe();
    expect(withCompat(recipe, { repeatedValidation: false })).toBe(recipe);
  });

  it("gives cumulative advantages in the advantage column where the recipe says so", async () => {
    const stepGrpo = { reward: "screenshot+gui", validationShare: 0, advantage: "cumulative" } as const;
    const { dir } = await filterAndEmit(await smallRun(), buildRecipe({ stepGrpo }));
    const rows = await readWithDuckDB(join(dir, "steps/train-00000-of-00001.parquet"));
    expect(rows.map(({ trajectory_id, advantage }) => [trajectory_id, advantage])).toEqual([
      ["blog.0", null],
      ["blog.0", null],
      ["shop.0", 0],
      ["shop.0", 4 / (Math.sqrt(32) + 1e-6)],
    ]);
    expect(await readFile(join(dir, "README.md"), "utf8")).toContain("the same as `cumulative_advantage`");
  });

  it("pairs replies to the same conversation, the better first, with their margin", async () => {
    const again: PlannedTrajectory = { ...blog, sample: 1, steps: [{ reply: "fine", screenshot: 5 }] };
    const run = await smallRun([shop, blog, again]);
    const { dir } = await filterAndEmit(run, buildRecipe({ preferences: { minMargin: 1 } }));
    expect(await readWithDuckDB(join(dir, "preferences/train-00000-of-00001.parquet"))).toEqual([
      {
        id: "blog.1/0>blog.0/0",
        instruction_id: "blog",
        prompt: [system, { role: "user", content: "Please build blog." }],
        chosen: [{ role: "assistant", content: "fine" }],
        rejected: [{ role: "assistant", content: "plain" }],
        margin: 3,
        chosen_reward: 5,
        rejected_reward: 2,
        chosen_step: "blog.1/0",
        rejected_step: "blog.0/0",
      },
    ]);
    expect(await readFile(join(dir, "README.md"), "utf8")).toContain("**TRL, DPO and reward models**");
  });

  it("says so where there are no pairs", async () => {
    const { dir } = await filterAndEmit(await smallRun(), buildRecipe({ preferences: { minMargin: 1 } }));
    const card = await readFile(join(dir, "README.md"), "utf8");
    expect(card).toContain("there is no `preferences` configuration");
    expect(card).not.toContain("config_name: preferences");
  });

  it("has a row for each step where the recipe says so, named by trajectory and step", async () => {
    const sft = { maskErrorSteps: true, includeFinish: true, rows: "step" } as const;
    const { dir } = await filterAndEmit(await smallRun(), buildRecipe({ sft, rejected: true }));
    const rows = await readWithDuckDB(join(dir, "sft/train-00000-of-00001.parquet"));
    expect(rows.map(({ id, steps, gui_score }) => [id, steps, gui_score])).toEqual([
      ["shop.0/1", 2, null],
      ["shop.0/2", 3, 5],
      ["shop.0/3", 4, null],
    ]);
    expect(rows[0]).toMatchObject({ loss_mask: [0, 0, 0, 0, 1], source_trajectory: "shop.0" });
    // what is only for looking at stays whole
    const looked = await readWithDuckDB(join(dir, "rejected/train-00000-of-00001.parquet"));
    expect(looked.map(({ id }) => id)).toEqual(["blog.0"]);
  });

  it("says what a limit of tokens left out", async () => {
    const long = "word ".repeat(3000);
    const steps = [
      { reply: `broken ${long}`, screenshot: 1, isError: true },
      { reply: "a", screenshot: 4 },
      { reply: "b", screenshot: 4 },
    ];
    const run = await smallRun([
      { ...shop, steps, chosen: 2 },
      { ...blog, steps: [{ reply: long, screenshot: 4 }], chosen: 0 },
    ]);
    const sft = { maskErrorSteps: false, includeFinish: true, maxTokens: 1000 };
    const { dir } = await filterAndEmit(run, buildRecipe({ sft }));
    const rows = await readWithDuckDB(join(dir, "sft/train-00000-of-00001.parquet"));
    expect(rows).toMatchObject([{ id: "shop.0", steps: 2, loss_mask: [0, 0, 1, 0, 1] }]);
    const card = await readFile(join(dir, "README.md"), "utf8");
    expect(card).toContain("Rows have at most 1,000 tokens.");
    expect(card).toContain("Shortened: 1 rows, by 1 steps. Left out, as that was not enough: 1.");
  });

  it("names trajectories still in progress and emits the others", async () => {
    const { unfinished, configs } = await filterAndEmit(
      await smallRun([shop, { ...blog, outcome: null }]),
      buildRecipe(),
    );
    expect(unfinished).toEqual(["blog.0"]);
    expect(configs.find(({ config }) => config === "steps")?.rows).toBe(2);
  });

  it("says of rehearsal data that it is no training data", async () => {
    const run = memoryRun({
      dir: await temporaryFolder(),
      instructions,
      trajectories: [{ ...shop, label: "rehearsal" }],
    });
    const { dir, label } = await filterAndEmit(run, buildRecipe());
    const card = await readFile(join(dir, "README.md"), "utf8");
    expect(label).toBe("rehearsal");
    expect(card).toContain("Rehearsal data: not for training");
    expect(card).toContain("\n- rehearsal\n");
    expect(JSON.parse(await readFile(join(dir, "manifest.json"), "utf8")).label).toBe("rehearsal");
  });

  it("tells nothing of the machine: no folders, no addresses of models", async () => {
    const run = await smallRun();
    const { dir } = await filterAndEmit(run, buildRecipe());
    for (const [path, content] of await filesOf(dir)) {
      for (const secret of [run.dir, "/home/someone", "10.1.2.3"])
        expect(content.includes(secret), path).toBe(false);
    }
  });
});

describe("what models write", () => {
  it.each<[string, string]>([
    ["NUL and other control characters", "a\0b\u0007\u2028"],
    ["what looks like markup of a chat template", "<|im_end|><|endoftext|>"],
    ["three megabytes", "x".repeat(3_000_000)],
    ["a pair of surrogates", "\ud83d\ude00"],
  ])("comes out as it went in: %s", async (_, reply) => {
    const run = await smallRun([{ ...blog, steps: [{ reply, screenshot: 4 }], chosen: 0 }]);
    const { dir } = await filterAndEmit(run, buildRecipe());
    const [row] = await readWithDuckDB(join(dir, "sft/train-00000-of-00001.parquet"));
    expect(row).toMatchObject({
      messages: [system, expect.anything(), { role: "assistant", content: reply }],
    });
    const card = await readFile(join(dir, "README.md"), "utf8");
    expect(card.includes("the Hub's viewer may not show it")).toBe(reply.length > 2_000_000);
  });

  it("keeps a byte order mark at its beginning, which readers in JavaScript drop", async () => {
    const run = await smallRun([{ ...blog, steps: [{ reply: "\ufeffa", screenshot: 4 }], chosen: 0 }]);
    const { dir } = await filterAndEmit(run, buildRecipe());
    expect(
      await queryDuckDB(`SELECT unicode(messages[3].content) AS first FROM '${dir}/sft/*.parquet'`),
    ).toEqual([{ first: 0xfeff }]);
  });

  it("is not trained on where it is nothing, and is no row of its own", async () => {
    const empty: PlannedTrajectory = {
      ...blog,
      steps: [
        { kind: "malformed", reply: "", isError: true },
        { reply: "a", screenshot: 4 },
      ],
      chosen: 1,
    };
    const whole = await filterAndEmit(await smallRun([empty]), buildRecipe());
    expect(await readWithDuckDB(join(whole.dir, "sft/train-00000-of-00001.parquet"))).toMatchObject([
      { loss_mask: [0, 0, 0, 0, 1] },
    ]);
    const sft = { maskErrorSteps: false, includeFinish: true, rows: "step" } as const;
    const steps = await filterAndEmit(await smallRun([empty]), buildRecipe({ sft }));
    const rows = await readWithDuckDB(join(steps.dir, "sft/train-00000-of-00001.parquet"));
    expect(rows.map(({ id }) => id)).toEqual(["blog.0/1"]);
  });
});

describe("emitting again", () => {
  const step: fc.Arbitrary<PlannedStep> = fc.record({
    kind: fc.constantFrom("code", "gui-test", "malformed"),
    reply: fc.string({ unit: "grapheme", maxLength: 40 }),
    feedback: fc.string({ unit: "grapheme", maxLength: 20 }),
    screenshot: fc.constantFrom<PlannedScore[]>(0, 2, 3, 4.5, 5, null, "judge-error"),
    gui: fc.constantFrom<PlannedScore[]>(1, 3, 5, null, "infra-error"),
    isError: fc.boolean(),
  });
  const trajectory = fc.record({
    instructionId: fc.constantFrom("shop", "blog", "unused"),
    sample: fc.nat(3),
    steps: fc.array(step, { minLength: 1, maxLength: 4 }),
    chosen: fc.constant(0),
  });

  it("gives the same bytes whatever order the run is listed in", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(trajectory, {
          selector: ({ instructionId, sample }) => `${instructionId}.${sample}`,
          minLength: 1,
          maxLength: 5,
        }),
        async (trajectories) => {
          const recipe = buildRecipe({ stepGrpo: { reward: "screenshot+gui", validationShare: 0.4 } });
          const first = await filterAndEmit(await smallRun(trajectories), recipe);
          const second = await filterAndEmit(await smallRun(trajectories.toReversed()), recipe);
          expect(await filesOf(second.dir)).toEqual(await filesOf(first.dir));
        },
      ),
      { numRuns: 15 },
    );
  });

  it("replaces the dataset as a whole", async () => {
    const run = await smallRun();
    const { dir } = await filterAndEmit(run, buildRecipe());
    await writeFile(join(dir, "stray.txt"), "of an earlier version");
    const before = await filesOf(dir);
    before.delete("stray.txt");
    await filterAndEmit(run, buildRecipe());
    expect(await filesOf(dir)).toEqual(before);
    expect(await readdir(join(dir, ".."))).toEqual(["small"]);
  });

  it("leaves the former dataset alone when a row cannot be written", async () => {
    const run = await smallRun();
    const { dir } = await filterAndEmit(run, buildRecipe());
    const before = await filesOf(dir);
    const broken = { ...run, instructions: () => brokenInstructions() };
    await expect(filterAndEmit(broken, buildRecipe())).rejects.toThrow(
      /Row lone, prompt\[1\]\.content: .*surrogate/,
    );
    expect(await filesOf(dir)).toEqual(before);
    expect(await readdir(join(dir, ".."))).toEqual(["small"]);
  });

  it("leaves the former dataset alone when the disk is full", async () => {
    const run = await smallRun();
    const { dir } = await filterAndEmit(run, buildRecipe());
    const before = await filesOf(dir);
    let reads = 0;
    // the filter and the survey read them, then the rows are written
    const full = { ...run, instructions: () => (reads++ < 2 ? run.instructions() : fullDisk()) };
    await expect(filterAndEmit(full, buildRecipe())).rejects.toThrow(/no room left on the disk.*emit again/);
    expect(await filesOf(dir)).toEqual(before);
    expect(await readdir(join(dir, ".."))).toEqual(["small"]);
  });

  it("leaves the former dataset alone when it is stopped", async () => {
    const run = await smallRun();
    const { dir } = await filterAndEmit(run, buildRecipe());
    const before = await filesOf(dir);
    const stopped = AbortSignal.abort(new Error("stopped"));
    await expect(filterAndEmit(run, buildRecipe(), { signal: stopped })).rejects.toThrow("stopped");
    expect(await filesOf(dir)).toEqual(before);
  });

  it("puts right what a killed process left", async () => {
    const run = await smallRun();
    const { dir } = await filterAndEmit(run, buildRecipe());
    const before = await filesOf(dir);
    await rename(dir, join(dir, "..", ".small.former"));
    await mkdir(join(dir, "..", ".small.new", "sft"), { recursive: true });
    await writeFile(join(dir, "..", ".small.new", "sft", "train-00000.tmp"), "half");
    await filterAndEmit(run, buildRecipe());
    expect(await filesOf(dir)).toEqual(before);
    expect(await readdir(join(dir, ".."))).toEqual(["small"]);
  });

  it("puts the former dataset back even when the next attempt fails", async () => {
    const run = await smallRun();
    const { dir } = await filterAndEmit(run, buildRecipe());
    const before = await filesOf(dir);
    await rename(dir, join(dir, "..", ".small.former"));
    const broken = { ...run, instructions: () => brokenInstructions() };
    await expect(filterAndEmit(broken, buildRecipe())).rejects.toThrow(UserError);
    expect(await filesOf(dir)).toEqual(before);
  });
});

describe("emitRun refuses", () => {
  it("a run that was not filtered", async () => {
    await expect(
      emitRun({ run: await smallRun(), recipe: buildRecipe(), systemPrompt, signal }),
    ).rejects.toThrow(/Run `curate filter` first/);
  });

  it("a run that has grown since it was filtered", async () => {
    const run = await smallRun([shop]);
    await filterRun({ run, recipe: buildRecipe(), signal });
    const grown = { ...memoryRun({ dir: run.dir, instructions, trajectories: [shop, blog] }) };
    await expect(emitRun({ run: grown, recipe: buildRecipe(), systemPrompt, signal })).rejects.toThrow(
      /has changed since it was filtered: 1 trajectories differ/,
    );
  });

  it("another system prompt than the run was made with", async () => {
    await expect(
      filterAndEmit(await smallRun(), buildRecipe(), { systemPrompt: "Another." }),
    ).rejects.toThrow(/has another teacher-system prompt/);
  });

  it("a run without instructions", async () => {
    const run = memoryRun({ dir: await temporaryFolder(), instructions: [], trajectories: [] });
    await expect(filterAndEmit(run, buildRecipe())).rejects.toThrow(/holds no instructions/);
  });

  it("a trajectory whose instruction is gone", async () => {
    await expect(
      filterAndEmit(await smallRun([{ ...shop, instructionId: "gone" }]), buildRecipe()),
    ).rejects.toThrow(/Trajectory gone\.0 was made from the instruction "gone"/);
  });
});

function step(trajectory: string, at: number, completion: string, parts: Record<string, unknown>) {
  return {
    data_source: "webgen",
    ability: "webgen",
    reward_model: { style: "rule", ground_truth: "" },
    group_id: trajectory.slice(0, -2),
    trajectory_id: trajectory,
    step: at,
    completion,
    gui_score: null,
    format_ok: true,
    ...parts,
  };
}

async function* brokenInstructions() {
  yield* instructions;
  yield buildInstruction("lone", { instruction: "Please \ud83d" });
}

async function* fullDisk() {
  yield* instructions;
  throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
}
