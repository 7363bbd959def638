import { join } from "node:path";
import { expect, it } from "vitest";
import { writeFileAtomic } from "../../pipeline/run/atomic-file.ts";
import { sha256Hex } from "../../pipeline/run/digest.ts";
import { openRunReader } from "../../pipeline/run/open-run-reader.ts";
import { establishRun } from "../../pipeline/run/run-manifest.ts";
import { RunPaths } from "../../pipeline/run/run-paths.ts";
import { verifyDataset } from "../../stages/emit/verify-dataset.ts";
import { readWithDuckDB } from "../support/duckdb.ts";
import { buildRecipe, filterAndEmit } from "../support/emitted-run.ts";
import { buildInstruction } from "../support/memory-run.ts";
import { runScript } from "../support/scripted-agent.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const code = (text: string): string =>
  `<boltArtifact id="a" title="A"><boltAction type="file" filePath="index.html">${text}</boltAction></boltArtifact>`;
const validate = '<boltAction type="screenshot_validated"/>';
const finish = '<boltAction type="finish"/>';

it("filters and emits what the agent recorded, backtracking included", async () => {
  const paths = new RunPaths(await temporaryFolder());
  await establishRun(paths.manifest, {
    schema: "run.v1",
    createdAt: "2026-03-04T05:06:07.000Z",
    configHash: "0".repeat(64),
    config: {},
    promptSet: {
      name: "plain",
      hash: "1".repeat(64),
      prompts: { "teacher-system": sha256Hex("You build.") },
    },
    versions: {},
    label: null,
  });
  await writeFileAtomic(
    paths.instructions,
    `${JSON.stringify(buildInstruction("i1", { instruction: "Build it." }))}\n`,
  );
  const { trajectory, store } = await runScript(paths.trajectory("t1"), [
    { reply: code("good"), score: 4 },
    { reply: code("worse"), score: 1 },
    { reply: code("worse still"), score: 0 },
    { reply: code("no better"), score: 1 },
    { reply: validate, score: 5 },
    { reply: finish },
  ]);
  expect(trajectory.backtracks).toHaveLength(1);

  const run = await openRunReader(paths.dir);
  const { dir } = await filterAndEmit(run, buildRecipe(), { systemPrompt: "You build." });

  const feedback = (at: number): string => store.text(trajectory.nodes[at]?.feedback ?? "");
  const [row] = await readWithDuckDB(join(dir, "sft/train-00000-of-00001.parquet"));
  expect(row?.messages).toEqual([
    { role: "system", content: "You build." },
    { role: "user", content: "Build it." },
    { role: "assistant", content: code("good") },
    { role: "user", content: feedback(0) },
    { role: "assistant", content: validate },
    { role: "user", content: feedback(4) },
    { role: "assistant", content: finish },
  ]);
  const steps = await readWithDuckDB(join(dir, "steps/train-00000-of-00001.parquet"));
  expect(steps.map(({ step, reward, completion }) => [step, reward, completion])).toEqual([
    [0, 9, code("good")],
    [1, 1, code("worse")],
    [2, 0, code("worse still")],
    [3, 1, code("no better")],
  ]);
  expect((await verifyDataset(dir, new AbortController().signal)).problems).toEqual([]);
});
