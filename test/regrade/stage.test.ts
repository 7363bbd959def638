import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { resolveSettings } from "../../pipeline/config/settings.ts";
import { UserError } from "../../pipeline/errors.ts";
import { readGradedScores } from "../../pipeline/recipe/graded-scores.ts";
import { openRunReader } from "../../pipeline/run/open-run-reader.ts";
import { readRunManifest } from "../../pipeline/run/run-manifest.ts";
import { RunPaths } from "../../pipeline/run/run-paths.ts";
import { writeRecordedRun } from "../../scripts/bench/recorded-run.ts";
import { type RegradeRunOptions, regradeRun } from "../../stages/regrade/stage.ts";
import type { Answer } from "../support/chat-server.ts";
import { setUpModels } from "../support/model-setup.ts";
import { plainPrompts } from "../support/scripted-agent.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const grade = (value: number): Answer => ({
  text: JSON.stringify({ analysis: "", grade: value, test_passed: true, improvement_suggestions: "" }),
});

/** A run of two trajectories, and judges that answer by plan. */
async function recorded(answer: (index: number) => Answer | undefined, dir?: string) {
  const runDir = dir ?? (await temporaryFolder());
  if (dir === undefined) await writeRecordedRun(runDir, 2, { siteBytes: 500, width: 64, height: 48 });
  const { server, client, ledger } = await setUpModels(answer);
  const paths = new RunPaths(runDir);
  const manifest = await readRunManifest(paths.manifest);
  if (manifest === null) throw new Error("no run");
  const endpoint = { baseURL: server.baseURL, model: "m" };
  const models = { teacher: endpoint, vision: endpoint, feedback: endpoint };
  const options: RegradeRunOptions = {
    ...{ paths, manifest, prompts: plainPrompts, models: client, ledger },
    run: await openRunReader(runDir),
    settings: resolveSettings({ run: runDir, models, record: { concurrency: 1 } }, 2),
    ...{ name: "again", judges: ["screenshot", "gui-summary"], times: 2, limit: null },
    now: () => new Date("2026-01-01T00:00:00Z"),
    signal: new AbortController().signal,
  };
  return { options, server, ledger, runDir };
}

it("asks each judge as often as told, about what was stored, and keeps what it gave", async () => {
  const { options, server, ledger, runDir } = await recorded((index) => grade(1 + (index % 4)));
  const summary = await regradeRun(options);
  expect(summary).toMatchObject({ graded: 2, unmeasured: 0, failed: [], unfinished: [] });
  expect(
    summary.grades.map(({ judge, step, scores }) => [judge, step, scores.map(({ value }) => value)]),
  ).toEqual([
    ["gui-summary", 2, [3, 4]],
    ["screenshot", 2, [1, 2]],
    ["gui-summary", 2, [3, 4]],
    ["screenshot", 2, [1, 2]],
  ]);
  expect(server.requests).toHaveLength(8);
  expect(JSON.stringify(server.requests[0])).toContain("data:image/png");
  expect(ledger.entries.map(({ stage, role }) => `${stage} ${role}`)).toEqual([
    ...["regrade vision", "regrade vision", "regrade feedback", "regrade feedback"],
    ...["regrade vision", "regrade vision", "regrade feedback", "regrade feedback"],
  ]);
  const [first] = summary.grades;
  const scores = await readGradedScores(runDir, "again");
  const about = { trajectoryId: first?.trajectoryId ?? "", step: 2, recorded: { screenshot: 5, gui: 5 } };
  expect(scores.scoresOf(about)).toEqual({ screenshot: 1.5, gui: 3.5 });
  expect(scores.scoresOf({ ...about, step: 1 })).toEqual({ screenshot: 5, gui: 5 });
});

it("run again, pays for nothing twice and gives the same", async () => {
  const first = await recorded((index) => grade(1 + (index % 5)));
  const summary = await regradeRun(first.options);
  const before = await readFile(summary.gradesPath, "utf8");
  const second = await recorded(() => undefined, first.runDir);
  await regradeRun(second.options);
  expect(second.server.requests).toEqual([]);
  expect(await readFile(summary.gradesPath, "utf8")).toBe(before);
});

it("stopped in the middle, goes on where it was", async () => {
  const first = await recorded((index) => (index < 3 ? grade(3) : { status: 401, body: "{}" }));
  await expect(regradeRun(first.options)).rejects.toThrow(UserError);
  const second = await recorded(() => grade(4), first.runDir);
  const { grades } = await regradeRun(second.options);
  expect(second.server.requests).toHaveLength(5);
  expect(grades.map(({ scores }) => scores.map(({ value }) => value))).toEqual([
    [3, 4],
    [3, 3],
    [4, 4],
    [4, 4],
  ]);
});

it("a judge that gives nothing usable leaves its score unmeasured", async () => {
  const { options, runDir } = await recorded(() => ({ text: "It is fine." }));
  const summary = await regradeRun({ ...options, judges: ["screenshot"], times: 1 });
  expect(summary.unmeasured).toBe(2);
  const scores = await readGradedScores(runDir, "again");
  const trajectoryId = summary.grades[0]?.trajectoryId ?? "";
  expect(scores.scoresOf({ trajectoryId, step: 2, recorded: { screenshot: 5, gui: 4 } })).toEqual({
    screenshot: null,
    gui: 4,
  });
});

it("refuses to mix gradings made in different ways under one name", async () => {
  const { options, runDir } = await recorded(() => grade(3));
  await regradeRun(options);
  await expect(regradeRun({ ...options, times: 3 })).rejects.toThrow(
    /"again" was made in another way \(times differ\)\. Give the new one another --name/,
  );
  await expect(readGradedScores(runDir, "other")).rejects.toThrow(/has none of that name/);
});
