import { appendFile, cp, mkdir, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkRun } from "../../pipeline/fsck/check-run.ts";
import { encodeLine } from "../../pipeline/run/journal-line.ts";
import { toJsonLines } from "../../pipeline/run/json-lines.ts";
import { Ledger } from "../../pipeline/run/ledger.ts";
import { reconcileLedger } from "../../pipeline/run/reconcile-ledger.ts";
import { RunPaths, storeFiles, underWayFile } from "../../pipeline/run/run-paths.ts";
import { buildInstruction, memoryRun } from "../support/memory-run.ts";
import { runScript } from "../support/scripted-agent.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const file = '<boltAction type="file" filePath="index.html"><h1>Hello</h1></boltAction>';
const finish = '<boltAction type="finish"/>';
const baseURLOf = () => "http://127.0.0.1/v1";
const now = () => new Date("2026-01-01T00:00:00Z");

/** A run folder with one trajectory of two steps, complete in every part. */
async function recordRun(): Promise<RunPaths> {
  const paths = new RunPaths(await temporaryFolder());
  await mkdir(paths.dir, { recursive: true });
  const manifest = memoryRun({ dir: paths.dir, instructions: [], trajectories: [] }).manifest();
  await writeFile(paths.manifest, JSON.stringify({ ...manifest, configHash: "0".repeat(64) }));
  await writeFile(paths.instructions, toJsonLines([buildInstruction("i1")]));
  const { store } = await runScript(paths.trajectory("t1"), [{ reply: file, score: 4 }, { reply: finish }]);
  await using ledger = await Ledger.open(paths.ledger);
  await reconcileLedger(store.events, { stage: "record", trajectoryId: "t1", baseURLOf }, ledger);
  return paths;
}

const check = (paths: RunPaths, repair = false) => checkRun({ dir: paths.dir, repair, now, baseURLOf });

const problemsOf = async (paths: RunPaths): Promise<string[]> =>
  (await check(paths)).findings.map(({ subject, problem }) => `${subject}: ${problem}`);

/** Replaces the events of the trajectory by others, with sums that agree. */
async function rewriteJournal(
  paths: RunPaths,
  change: (events: Record<string, unknown>[]) => Record<string, unknown>[],
  id = "t1",
): Promise<void> {
  const { journal } = storeFiles(paths.trajectory(id));
  const lines = (await readFile(journal, "utf8")).trimEnd().split("\n");
  const events = change(lines.map((line) => JSON.parse(line) as Record<string, unknown>));
  let prev = "0".repeat(16);
  let text = "";
  for (const [seq, { at, seq: _, sum: __, ...event }] of events.entries()) {
    const { line, sum } = encodeLine(event, { seq, prev, at: String(at) });
    text += line;
    prev = sum;
  }
  await writeFile(journal, text);
}

/** Changes the node of one step. */
const changeNode = (paths: RunPaths, step: number, parts: object): Promise<void> =>
  rewriteJournal(paths, (events) =>
    events.map((event) => {
      const node = event.node as { step: number } | undefined;
      return node?.step === step ? { ...event, node: { ...node, ...parts } } : event;
    }),
  );

test("a whole run has no findings", async () => {
  const paths = await recordRun();
  expect(await check(paths)).toEqual({ trajectories: 1, findings: [] });
});

test.for<[string, (paths: RunPaths) => Promise<unknown>, RegExp]>([
  [
    "an instruction that breaks the schema",
    ({ instructions }) => writeFile(instructions, "{}\n"),
    /^instructions\.jsonl: .*line 1/,
  ],
  [
    "an instruction that is gone",
    ({ instructions }) => writeFile(instructions, toJsonLines([buildInstruction("i2")])),
    /^trajectories\/t1: its instruction i1 is not/,
  ],
  [
    "a candidate that is no JSON",
    ({ candidates }) => writeFile(candidates, "no JSON\n"),
    /^candidates\.jsonl: .*not JSON/,
  ],
  [
    "half a line in a journal",
    (paths) => appendFile(storeFiles(paths.trajectory("t1")).journal, '{"seq":'),
    /^trajectories\/t1: .*journal\.jsonl: line \d+: the last line is cut/,
  ],
  [
    "a cut pack",
    async (paths) => {
      const { pack } = storeFiles(paths.trajectory("t1"));
      await truncate(pack, (await readFile(pack)).length - 1);
    },
    /^trajectories\/t1: .*blobs\.pack: damaged or cut/,
  ],
  [
    "a trajectory under another's name",
    async (paths) => {
      await mkdir(paths.trajectory("t2"));
      for (const name of ["journal.jsonl", "blobs.pack"])
        await writeFile(
          join(paths.trajectory("t2"), name),
          await readFile(join(paths.trajectory("t1"), name)),
        );
    },
    /^trajectories\/t2: its journal is that of t1/,
  ],
  [
    "a step that follows the wrong one",
    (paths) => changeNode(paths, 1, { parent: null }),
    /^trajectories\/t1: step 1 follows step null, expected 0/,
  ],
  [
    "a step that stands twice",
    (paths) =>
      rewriteJournal(paths, (events) => events.flatMap((event) => (event.node ? [event, event] : [event]))),
    /^trajectories\/t1: Step 0 committed out of order/,
  ],
  [
    "a journal that goes on after its end",
    (paths) => rewriteJournal(paths, (events) => [...events, { ...events[1] }]),
    /^trajectories\/t1: its journal goes on after the end/,
  ],
  [
    "a chosen step without a website",
    (paths) =>
      rewriteJournal(paths, (events) =>
        events.map((event) => (event.event === "trajectory-sealed" ? { ...event, chosen: 1 } : event)),
      ),
    /^trajectories\/t1: the chosen step 1 holds no website/,
  ],
  ["a ledger that is gone", ({ ledger }) => rm(ledger), /^trajectories\/t1: \d+ of its calls are not in/],
  [
    "a call that was paid for and is in no journal",
    async ({ ledger }) => {
      const [first = ""] = (await readFile(ledger, "utf8")).split("\n");
      await appendFile(ledger, `${JSON.stringify({ ...JSON.parse(first), callId: "lost" })}\n`);
    },
    /^ledger\.jsonl: 1 calls are in no journal/,
  ],
  [
    "a call that stands twice in the ledger",
    async ({ ledger }) => {
      const [first = ""] = (await readFile(ledger, "utf8")).split("\n");
      await appendFile(ledger, `${first}\n`);
    },
    /^ledger\.jsonl: call .* stands twice/,
  ],
  [
    "a trajectory that was paid for and is gone",
    (paths) => rm(paths.trajectory("t1"), { recursive: true }),
    /^ledger\.jsonl: trajectory t1 was paid for and is not there/,
  ],
  [
    "a verdict on a trajectory that is not there",
    async (paths) => {
      await mkdir(paths.filter("strict"), { recursive: true });
      const verdict = {
        ...{ trajectoryId: "gone", instructionId: "i1", kept: true, selection: [] },
        rules: [{ rule: "finished", outcome: "pass", value: "finished", threshold: null }],
      };
      await writeFile(paths.verdicts("strict"), toJsonLines([verdict]));
    },
    /^filter\/strict\/verdicts\.jsonl: it judges gone/,
  ],
])("%s is found", async ([, damage, expected]) => {
  const paths = await recordRun();
  await damage(paths);
  expect(
    (await problemsOf(paths)).some((problem) => expected.test(problem)),
    `${await problemsOf(paths)}`,
  ).toBe(true);
});

test("repairing sets a damaged tail aside and mends the ledger; what is left is whole", async () => {
  const paths = await recordRun();
  await appendFile(storeFiles(paths.trajectory("t1")).journal, '{"seq":');
  await rm(paths.ledger);
  const { findings } = await check(paths, true);
  expect(findings.map(({ repaired }) => repaired)).toEqual([
    "what follows the valid part was set aside",
    "missing calls are in the ledger now",
  ]);
  expect(await check(paths)).toEqual({ trajectories: 1, findings: [] });
});

test("looking changes nothing", async () => {
  const paths = await recordRun();
  const { journal } = storeFiles(paths.trajectory("t1"));
  await appendFile(journal, '{"seq":');
  const before = await readFile(journal);
  await check(paths);
  expect(await readFile(journal)).toEqual(before);
});

test("a score that is not measured and yet has a value breaks the journal's schema", async () => {
  const paths = await recordRun();
  await changeNode(paths, 0, {
    gui: { status: "not-run", value: 3, judge: null, exchange: null, history: [] },
  });
  expect(await problemsOf(paths)).not.toEqual([]);
});

describe("records beside the trajectories", () => {
  /** The store of a released version: it holds one record of every kind. */
  async function releasedRun(): Promise<RunPaths> {
    const dir = join(await temporaryFolder(), "store");
    await cp(join(import.meta.dirname, "..", "fixtures", "stores", "0.1.0"), dir, { recursive: true });
    return new RunPaths(dir);
  }

  /** Replaces a text in a file, where it is. */
  const change = (path: string, before: RegExp | string, after: string): Promise<void> =>
    readFile(path, "utf8").then((text) => {
      expect(text).toMatch(before);
      return writeFile(path, text.replace(before, after));
    });

  const trajectory = async ({ trajectories }: RunPaths): Promise<string> =>
    (await readdir(trajectories))[0] ?? "";

  test("are whole to begin with", async () => {
    expect(await problemsOf(await releasedRun())).toEqual([]);
  });

  test.for<[string, (paths: RunPaths) => Promise<unknown>, RegExp]>([
    [
      "a review that breaks the schema",
      ({ reviews }) => appendFile(reviews, "{}\n"),
      /^reviews\.jsonl: .*line 2/,
    ],
    [
      "a review of a trajectory that is not there",
      ({ reviews }) => change(reviews, /"trajectoryId":"[^"]*"/, '"trajectoryId":"gone"'),
      /^reviews\.jsonl: it judges gone/,
    ],
    [
      "a grading's manifest that is no JSON",
      (paths) => writeFile(paths.gradingManifest("regrade"), "{"),
      /^gradings\/regrade\/grading\.json: it is no JSON/,
    ],
    [
      "grades that no judge gave",
      (paths) => change(paths.grades("regrade"), '"value":5', '"value":2'),
      /^gradings\/regrade\/grades\.jsonl: .*gui-summary gave 5, the grades say 2/,
    ],
    [
      "a grading's journal that is cut",
      async (paths) => {
        const { journal } = storeFiles(paths.gradedTrajectory("regrade", await trajectory(paths)));
        await truncate(journal, (await readFile(journal)).length - 3);
      },
      /^gradings\/regrade\/trajectories\/notes.*the last line is cut/,
    ],
    [
      "reliability of another shape",
      (paths) => writeFile(paths.reliability("regrade"), "{}"),
      /^gradings\/regrade\/reliability\.json: .*is missing/,
    ],
    [
      "a GUI replay that breaks the schema",
      (paths) => writeFile(paths.guiReplays("regrade"), "{}\n"),
      /^gradings\/regrade\/gui-replays\.jsonl: .*line 1/,
    ],
    [
      "a verdict that its rules contradict",
      (paths) => change(paths.verdicts("lenient"), '"kept":true', '"kept":false'),
      /^filter\/lenient\/verdicts\.jsonl: notes.* is rejected, its rules say otherwise/,
    ],
    [
      "a verdict that stands twice",
      async (paths) => appendFile(paths.verdicts("lenient"), await readFile(paths.verdicts("lenient"))),
      /^filter\/lenient\/verdicts\.jsonl: it judges notes.* twice/,
    ],
    [
      "a funnel that counts otherwise",
      (paths) => change(paths.funnel("lenient"), '"kept": 1', '"kept": 7'),
      /^filter\/lenient\/funnel\.json: 7 kept, the verdicts say 1/,
    ],
    [
      "an index that says something else",
      ({ measures }) => change(measures, '"outcome":"finished"', '"outcome":"failed"'),
      /^index\/measures\.jsonl: notes.* measures something else/,
    ],
    [
      "a ledger that says something else than the journal",
      ({ ledger }) => change(ledger, /"promptTokens":\d+/, '"promptTokens":1'),
      /^trajectories\/notes.*took \d+ tokens, the ledger says \d+/,
    ],
    [
      "a call that graded and is not in the ledger",
      async ({ ledger }) => {
        const lines = (await readFile(ledger, "utf8")).trimEnd().split("\n");
        await writeFile(ledger, `${lines.slice(0, -1).join("\n")}\n`);
      },
      /^gradings\/regrade\/trajectories\/notes.*1 of its calls are not in ledger/,
    ],
    [
      "a release that breaks its schema",
      async (paths) => {
        const path = paths.release("someone--pages", "v1.0.0");
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, "{}");
      },
      /^releases\/someone--pages\/v1\.0\.0\/release\.json: .*is missing/,
    ],
    [
      "a mark of work under way that is none",
      async (paths) => writeFile(underWayFile(paths.trajectory(await trajectory(paths))), "[]"),
      /^trajectories\/notes.*\/under-way\.json/,
    ],
    [
      "a file that was not finished",
      ({ manifest }) => writeFile(`${manifest}.tmp`, ""),
      /^run\.json\.tmp: a file that was not/,
    ],
  ])("%s is found", async ([, damage, expected]) => {
    const paths = await releasedRun();
    await damage(paths);
    const problems = await problemsOf(paths);
    expect(
      problems.some((problem) => expected.test(problem)),
      `${problems}`,
    ).toBe(true);
  });

  test("a score that its judge did not give is found, though the journal's sums agree", async () => {
    const paths = await releasedRun();
    const id = await trajectory(paths);
    await rewriteJournal(
      paths,
      (events) =>
        events.map((event) => {
          const node = event.node as { step: number; screenshot: object } | undefined;
          return node?.step === 0
            ? { ...event, node: { ...node, screenshot: { ...node.screenshot, value: 5 } } }
            : event;
        }),
      id,
    );
    expect(await problemsOf(paths)).toContainEqual(
      expect.stringMatching(/step 0, screenshot score: it is 5, its judge gave 4/),
    );
  });

  test("repairing removes what was not finished, and an index that is wrong", async () => {
    const paths = await releasedRun();
    await writeFile(`${paths.manifest}.tmp`, "");
    await change(paths.measures, '"outcome":"finished"', '"outcome":"failed"');
    const { findings } = await check(paths, true);
    expect(findings.map(({ repaired }) => repaired)).toEqual([
      "it was removed: the next filter makes it again",
      "it was removed",
    ]);
    expect(await check(paths)).toEqual({ trajectories: 1, findings: [] });
  });
});
