import { expect, it } from "vitest";
import type { Review } from "../../../pipeline/contracts/generated/review.ts";
import type { Verdict } from "../../../pipeline/contracts/generated/verdict.ts";
import { readSummaries } from "../../../pipeline/index/summaries-index.ts";
import { writeFileAtomic } from "../../../pipeline/run/atomic-file.ts";
import { toJsonLines } from "../../../pipeline/run/json-lines.ts";
import { openRunReader } from "../../../pipeline/run/open-run-reader.ts";
import { RunPaths } from "../../../pipeline/run/run-paths.ts";
import { countingReviews } from "../../../stages/audit/rows/join-row.ts";
import { openAuditedRun, recordedRun } from "../support/served-audit.ts";
import { beginTrajectory } from "../support/written-trajectory.ts";

type Outcome = Verdict["rules"][number]["outcome"];
const id = "i-000000.0.bench";

/** A run whose only trajectory has this verdict. */
async function judged(outcomes: Record<string, Outcome>, selection: Verdict["selection"] = []) {
  const dir = await recordedRun(1);
  const paths = new RunPaths(dir);
  const rules = Object.entries(outcomes).map(([rule, outcome]) => ({
    rule,
    outcome,
    value: 3,
    threshold: 4,
  }));
  const verdict = { trajectoryId: id, instructionId: "i-000000", kept: false, rules, selection };
  await writeFileAtomic(paths.verdicts("strict"), toJsonLines([verdict]));
  const funnel = {
    ...{ recipe: "strict", recipeHash: "0".repeat(64), label: null, trajectories: 1, sealed: 1, kept: 0 },
    ...{ rejected: 1, unfinished: [], rules: [], selection: [], tokenizer: null, grading: null },
  };
  await writeFileAtomic(paths.funnel("strict"), JSON.stringify(funnel));
  return { dir, verdict, run: await openAuditedRun(dir) };
}

it.each<[Record<string, Outcome>, string[], boolean]>([
  [{ "screenshot-score": "fail", steps: "pass" }, ["screenshot-score"], true],
  [
    { "screenshot-score": "unmeasured", "gui-score": "fail", steps: "unmeasured-allowed" },
    ["screenshot-score", "gui-score"],
    true,
  ],
  [{ "screenshot-score": "pass", steps: "fail" }, ["steps"], false],
  [{ "gui-score": "pass", "blank-screenshot": "unmeasured" }, ["blank-screenshot"], false],
])("verdict %j is rejected by %j, passes others: %s", async (outcomes, rejectedBy, passesOthers) => {
  const { run, verdict } = await judged(outcomes);
  expect(run.row(id)?.verdicts).toEqual({ strict: { kept: false, rejectedBy, passesOthers } });
  expect((await run.trajectory(id))?.verdicts).toEqual({ strict: verdict });
});

it("takes a selection for no rule, and the minima from the verdicts", async () => {
  const left = { rule: "per-instruction", outcome: "fail", value: 2, threshold: 1 } as const;
  const { run } = await judged({ "screenshot-score": "pass", steps: "pass" }, [left]);
  expect(run.row(id)?.verdicts.strict).toEqual({
    kept: false,
    rejectedBy: ["per-instruction"],
    passesOthers: true,
  });
  const [filter] = (await run.view()).filters;
  expect(filter).toMatchObject({ recipe: "strict", minima: { screenshot: 4, gui: null } });
  expect(filter?.staleness).toBe('the recipe "strict" was changed since: run `curate filter` again');
});

it("tells that trajectories were sealed after the filter", async () => {
  const { dir } = await judged({ steps: "pass" });
  const later = await beginTrajectory(dir, "later");
  await later.seal(null);
  const [filter] = (await (await openAuditedRun(dir)).view()).filters;
  expect(filter?.staleness).toContain("1 trajectories were sealed since");
});

it("joins grades of the chosen step, and how much its picture shows while that is of this journal", async () => {
  const dir = await recordedRun(1);
  const paths = new RunPaths(dir);
  const { readings } = await readSummaries({
    run: await openRunReader(dir),
    signal: new AbortController().signal,
  });
  const journalDigest = readings.get(id)?.summary?.journalDigest;
  const grade = { trajectoryId: id, journalDigest, step: 2, judge: "screenshot" };
  const scores = [3, null].map((value) => ({ status: value === null ? "judge-error" : "measured", value }));
  await writeFileAtomic(
    paths.grades("again"),
    toJsonLines([
      { ...grade, scores },
      { ...grade, step: 0, scores },
    ]),
  );
  const manifest = {
    ...{ schema: "grading.v1", name: "again", at: "2026-01-01T00:00:00Z", judges: ["screenshot"], times: 2 },
    ...{ models: { vision: "v", feedback: "f" }, promptSetHash: "0".repeat(64), label: null },
  };
  await writeFileAtomic(paths.gradingManifest("again"), JSON.stringify(manifest));
  const measured = { trajectoryId: id, journalDigest, chosen: { picture: { detail: 0.25 } } };
  await writeFileAtomic(paths.measures, toJsonLines([measured]));
  expect((await openAuditedRun(dir)).row(id)).toMatchObject({
    detail: 0.25,
    grades: { again: { screenshot: [3, null], gui: [] } },
  });
  await writeFileAtomic(paths.measures, toJsonLines([{ ...measured, journalDigest: "f".repeat(64) }]));
  expect((await openAuditedRun(dir)).row(id)?.detail).toBeNull();
});

it("tells of files beside the trajectories that cannot be read, and shows the rest", async () => {
  const { dir } = await judged({ steps: "pass" });
  const paths = new RunPaths(dir);
  await writeFileAtomic(paths.funnel("broken"), "{");
  await writeFileAtomic(paths.gradingManifest("lost"), "{}");
  await writeFileAtomic(paths.instructions, '{"id":"i-000000"}\n');
  const run = await openAuditedRun(dir);
  const problems = (await run.view()).problems.map((problem) => problem.slice(0, 34));
  expect(problems).toEqual([
    "instructions.jsonl, line 1: (top l",
    "filter/broken/funnel.json: (top le",
    "gradings/lost/grading.json: (top l",
  ]);
  // its text is in its own pack
  expect(run.row(id)).toMatchObject({
    status: "finished",
    instruction: expect.stringMatching(/^Please implement/),
  });
});

it("lets the last line of each reviewer count, in the order in which they came", () => {
  const review = (reviewer: string, note: string, trajectoryId = "t"): Review => ({
    ...{ at: "2026-01-01T00:00:00Z", trajectoryId, reviewer, decision: "keep", screenshotScore: null },
    ...{ guiScore: null, step: null, blind: false, note },
  });
  const counting = countingReviews([
    review("a", "1"),
    review("b", "2"),
    review("a", "3"),
    review("a", "4", "u"),
  ]);
  expect(counting.get("t")?.map(({ note }) => note)).toEqual(["2", "3"]);
  expect(counting.get("u")?.map(({ note }) => note)).toEqual(["4"]);
});
