import { appendFile, cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { verifyDataset } from "../../stages/emit/verify-dataset.ts";
import { buildRecipe, filterAndEmit } from "../support/emitted-run.ts";
import { buildInstruction, memoryRun } from "../support/memory-run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const signal = new AbortController().signal;
const sft = "sft/train-00000-of-00001.parquet";
const steps = "steps/train-00000-of-00001.parquet";

async function emitted(reply = "hello"): Promise<string> {
  const run = memoryRun({
    dir: await temporaryFolder(),
    instructions: [buildInstruction("a")],
    trajectories: [{ instructionId: "a", steps: [{ reply, screenshot: 4 }] }],
  });
  return (await filterAndEmit(run, buildRecipe())).dir;
}

describe("verifyDataset", () => {
  it("finds nothing wrong with what was emitted", async () => {
    const check = await verifyDataset(await emitted(), signal);
    expect([check.name, check.problems, check.rows]).toEqual([
      "small",
      [],
      { "sft/train": 1, "prompts/train": 1, "steps/train": 1 },
    ]);
  });

  it.each<[string, (dir: string) => Promise<unknown>, RegExp[]]>([
    ["a file that is gone", (dir) => rm(join(dir, sft)), [/^sft\/train-00000-of-00001\.parquet: missing$/]],
    [
      "a file too many",
      (dir) => writeFile(join(dir, "sft", "more.parquet"), ""),
      [/^sft\/more\.parquet: not in the manifest$/],
    ],
    [
      "a card that was edited",
      (dir) => edit(join(dir, "README.md"), "# small", "# smell"),
      [/^README\.md: its content has changed$/],
    ],
    [
      "a file that has grown",
      (dir) => appendFile(join(dir, sft), "x"),
      [/bytes, the manifest says/, /sft\/train: cannot be read back/],
    ],
    [
      "a file that was cut",
      (dir) => cut(join(dir, sft)),
      [/bytes, the manifest says/, /sft\/train: cannot be read back/],
    ],
    [
      "a value changed in place",
      (dir) => edit(join(dir, sft), "teacher-1", "teacher-2"),
      [/its content has changed/, /sft\/train: (?:the rows differ|cannot be read back)/],
    ],
    [
      "the file of another configuration",
      (dir) => cp(join(dir, steps), join(dir, sft)),
      [
        /bytes, the manifest says/,
        /its columns are not those/,
        /its features are not those/,
        /sft\/train: the rows differ/,
      ],
    ],
    [
      "a count that does not hold",
      (dir) => edit(join(dir, "manifest.json"), '"rows": 1,', '"rows": 2,'),
      [/sft\/train: 1 rows, the manifest says 2/],
    ],
  ])("finds %s", async (_, spoil, expected) => {
    const dir = await emitted();
    await spoil(dir);
    const { problems } = await verifyDataset(dir, signal);
    expect(problems).toHaveLength(expected.length);
    for (const [at, pattern] of expected.entries()) expect(problems[at]).toMatch(pattern);
  });

  it("finds rows of another dataset, though every file is sound", async () => {
    const [dir, other] = [await emitted(), await emitted("another reply")];
    const path = join(dir, "manifest.json");
    const manifest = JSON.parse(await readFile(path, "utf8"));
    const foreign = JSON.parse(await readFile(join(other, "manifest.json"), "utf8"));
    manifest.configs[0].files = foreign.configs[0].files;
    await writeFile(path, JSON.stringify(manifest));
    await cp(join(other, sft), join(dir, sft));
    expect((await verifyDataset(dir, signal)).problems).toEqual([
      "sft/train: the rows differ from those written",
    ]);
  });

  it.each<[string, (dir: string) => Promise<unknown>, RegExp]>([
    [
      "no manifest",
      (dir) => rm(join(dir, "manifest.json")),
      /manifest\.json cannot be read.*`curate emit` wrote/,
    ],
    [
      "a manifest that is no JSON",
      (dir) => writeFile(join(dir, "manifest.json"), "{"),
      /manifest\.json cannot be read/,
    ],
    [
      "a manifest of another kind",
      (dir) => writeFile(join(dir, "manifest.json"), "{}"),
      /"schema" is missing/,
    ],
  ])("refuses a folder with %s", async (_, spoil, message) => {
    const dir = await emitted();
    await spoil(dir);
    await expect(verifyDataset(dir, signal)).rejects.toThrow(message);
  });
});

async function edit(path: string, from: string, to: string): Promise<void> {
  const bytes = await readFile(path, "latin1");
  if (!bytes.includes(from)) throw new Error(`${from} is not in ${path}`);
  await writeFile(path, bytes.replace(from, to), "latin1");
}

async function cut(path: string): Promise<void> {
  await writeFile(path, (await readFile(path)).subarray(0, -20));
}
