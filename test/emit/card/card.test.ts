import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EmitSummary } from "../../../stages/emit/stage.ts";
import { buildRecipe, filterAndEmit } from "../../support/emitted-run.ts";
import { buildInstruction, memoryRun } from "../../support/memory-run.ts";
import type { PlannedTrajectory } from "../../support/trajectory-builder.ts";

const tested = (screenshot: number, gui: number | null): Pick<PlannedTrajectory, "steps" | "chosen"> => ({
  steps: [{ screenshot }, { kind: "gui-test", reply: "v", screenshot, gui }],
  chosen: 1,
});

let dir: string;
let summary: EmitSummary;
let card: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "curator-card-"));
  const run = memoryRun({
    dir,
    instructions: [
      buildInstruction("a", { application_type: "Shops | <b>bold</b>" }),
      buildInstruction("b"),
      buildInstruction("c", {
        source: { kind: "synthesized", from: "writer-1", line: null, specification: null, label: null },
      }),
    ],
    trajectories: [
      { instructionId: "a", ...tested(5, 4) },
      { instructionId: "a", sample: 1, ...tested(2, null) },
      { instructionId: "b", ...tested(3, null), teacher: "teacher-2" },
      { instructionId: "c", steps: [{ screenshot: "judge-error" }] },
      { instructionId: "c", sample: 1, steps: [{ kind: "malformed" }], outcome: null },
    ],
  });
  const rules = [
    { rule: "finished" as const, allow: ["finished" as const] },
    { rule: "screenshot-score" as const, min: 3 },
    { rule: "gui-score" as const, min: 3 },
  ];
  summary = await filterAndEmit(
    run,
    buildRecipe({ rules, description: "A <script> & a | bar.", license: "mit" }),
  );
  card = await readFile(join(summary.dir, "README.md"), "utf8");
});

afterAll(() => rm(dir, { recursive: true, force: true }));

describe("the card", () => {
  it.each([
    ["its licence", "\nlicense: mit\n"],
    ["its size", "size_categories:\n- n<1K\n"],
    [
      "which configuration is loaded without a name",
      '- config_name: sft\n  default: true\n  data_files:\n  - split: train\n    path: "sft/train-*.parquet"\n',
    ],
    [
      "the features of nested columns",
      "  - name: messages\n    list:\n    - name: role\n      dtype: string\n    - name: content\n      dtype: string\n  - name: loss_mask\n    list: int8\n",
    ],
    [
      "the features of structs",
      "  - name: extra_info\n    struct:\n    - name: split\n      dtype: string\n    - name: index\n      dtype: int64\n",
    ],
    ["the recipe's words, as text", "A &lt;script&gt; &amp; a \\| bar."],
    ["all teachers", "| teacher | teacher-1, teacher-2 |"],
    ["where instructions came from", "- 2 imported from list.jsonl\n- 1 synthesized by writer-1\n"],
    ["the yield", "Of 5 trajectories 4 were complete, and 1 passed every\nrule (25.0 %)."],
    [
      "the rules of the funnel",
      "| finished | allow finished | 4 | 0 | 0 | 0 |\n| screenshot-score | min 3 | 2 | 1 | 1 | 2 |\n| gui-score | min 3 | 1 | 0 | 3 | 1 |",
    ],
    [
      "application types, as text",
      "| Blog | 2 | 2 | 0 | 0 |\n| Shops \\| &lt;b&gt;bold&lt;/b&gt; | 1 | 2 | 1 | 1 |",
    ],
    ["scores, the unmeasured apart", "| 4 | 0 | 1 |\n| 5 | 1 | 0 |\n| unmeasured | 1 | 3 |"],
    [
      "steps and groups",
      "- 4 steps of 4 trajectories in 3 groups\n- rewards: lowest 2, median 3, highest 9\n",
    ],
    ["unknown rewards", "not in the group's statistics): 1\n"],
    ["that tokens are an estimate", "Counted with o200k_base (estimate)"],
    ["what is still in progress", "Trajectories still in progress, which are not in it: 1."],
    ["whose terms hold", "Replies were written by teacher-1, teacher-2, scores and suggestions by "],
    ["what the recipe grants", "their arrangement: `mit`, as the recipe names it."],
    [
      "the mask's meaning",
      "0 for system and user messages, for replies without a word, for replies that led to an error step.",
    ],
    ["what a reader looks for first", "**teacher** teacher-1, teacher-2 · **trajectories** 4, 1 kept · "],
    ["how LLaMA-Factory is told of it", '"columns": { "messages": "messages" },'],
    ["how ms-swift takes it", "| ms-swift | `--dataset OWNER/NAME:sft`"],
    ["how verl takes it", "data.multiturn.messages_key=messages"],
    ["what each column holds", "| loss_mask | list of int8 | for each message, 1 where the loss counts |"],
    ["how it is made again", "npx curate verify DATASET --run RUN "],
    ["with which versions", "| hyparquet-writer | "],
    ["that nobody looked at the judges", "how far the scores can be relied on is not known."],
    ["scores as pictures", "](charts/screenshot-scores.svg)\n\n![GUI scores."],
    ["application types as a picture", "](charts/application-types.svg)"],
    ["lengths as a picture", "](charts/token-lengths.svg)"],
  ])("states %s", (_, expected) => {
    expect(card).toContain(expected);
  });

  it("gives no warning about rehearsal to data of real models", () => {
    expect(card.toLowerCase()).not.toContain("rehearsal");
  });

  it("counts rows and bytes as the files have them", () => {
    for (const { config, rows, files } of summary.configs) {
      const info = card.slice(card.indexOf("dataset_info:"), card.indexOf("\n---\n", 5));
      const section =
        info.slice(info.indexOf(`- config_name: ${config}\n`)).split("\n- config_name")[0] ?? "";
      expect(section).toContain(`num_examples: ${rows}\n`);
      expect(section).toContain(`download_size: ${files.reduce((sum, { bytes }) => sum + bytes, 0)}\n`);
    }
  });
});
