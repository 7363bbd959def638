import { appendFile, mkdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkRun } from "../../pipeline/fsck/check-run.ts";
import { encodeLine } from "../../pipeline/run/journal-line.ts";
import { toJsonLines } from "../../pipeline/run/json-lines.ts";
import { Ledger } from "../../pipeline/run/ledger.ts";
import { reconcileLedger } from "../../pipeline/run/reconcile-ledger.ts";
import { RunPaths, storeFiles } from "../../pipeline/run/run-paths.ts";
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
): Promise<void> {
  const { journal } = storeFiles(paths.trajectory("t1"));
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
