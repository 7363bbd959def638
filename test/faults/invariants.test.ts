import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { indexSealed } from "../../pipeline/index/index-sealed.ts";
import { EventStore } from "../../pipeline/run/event-store.ts";
import { openRunReader } from "../../pipeline/run/open-run-reader.ts";
import { RunPaths, storeFiles, underWayFile } from "../../pipeline/run/run-paths.ts";
import type { TrajectoryEvent } from "../../pipeline/run/trajectory.ts";
import { parseTrajectoryEvent } from "../../pipeline/run/trajectory-store.ts";
import { fastFolder } from "../../scripts/proof/fast-folder.ts";
import { recordOnPaper } from "../../scripts/proof/record-on-paper.ts";
import { CalmTwins } from "../../scripts/proof/soak/calm-twins.ts";
import { checkInvariants } from "../../scripts/proof/soak/check/check-invariants.ts";
import { type Evidence, gatherEvidence } from "../../scripts/proof/soak/check/evidence.ts";
import { canaryKey, type DrivenRun } from "../../scripts/proof/soak/drive.ts";
import { orderVariable } from "../../scripts/proof/soak/life-order.ts";
import {
  instructionsOf,
  type ScriptPlan,
  scriptCalls,
  soakRun,
} from "../../scripts/proof/soak/paper-script.ts";
import { startSoakModels } from "../../scripts/proof/soak/soak-models.ts";
import { tellLife } from "../../scripts/proof/soak/tell-life.ts";

const script: ScriptPlan = { seed: 1, variants: ["short"], samples: 2, nonsense: 0 };

let dir: string;
let whole: DrivenRun;
let twins: CalmTwins;
/** Of one trajectory. */
let id: string;

beforeAll(async () => {
  dir = await fastFolder("curator-invariants-");
  twins = new CalmTwins(join(dir, "calm"));
  await using models = await startSoakModels({
    ...{ calls: scriptCalls(script), faults: new Map(), apiKey: canaryKey },
  });
  whole = {
    ...{ dir: join(dir, "run"), seen: models.seen, reports: [], output: "", lives: 1, kills: 0 },
    ...{ faults: new Map(), violations: [] },
  };
  const run = whole.dir;
  await recordOnPaper({
    ...soakRun,
    ...tellLife((report) => void whole.reports.push(report)),
    ...{ dir: run, baseURL: models.baseURL, apiKey: canaryKey, concurrency: 2, samples: script.samples },
    instructions: instructionsOf(script),
    onSealed: async (sealed) => indexSealed(await openRunReader(run), sealed),
  });
  [id = ""] = await (await openRunReader(run)).trajectoryIds();
  return () => rm(dir, { recursive: true, force: true });
}, 60_000);

/** The violations of a copy of the run that was damaged: its folder first, then what is known of it. */
async function violationsAfter({
  folder = async () => undefined,
  known = (evidence) => evidence,
}: Damage): Promise<string[]> {
  const copy = await fastFolder("curator-invariants-copy-");
  onTestFinished(() => rm(copy, { recursive: true, force: true }));
  await cp(whole.dir, copy, { recursive: true });
  await folder(new RunPaths(copy));
  const driven: DrivenRun = { ...whole, seen: [...whole.seen], reports: [...whole.reports], dir: copy };
  const evidence = await gatherEvidence(driven, script, await twins.of(script));
  return await checkInvariants(known(evidence), { datasets: folder.name === "otherIndex" });
}

interface Damage {
  folder?(paths: RunPaths): Promise<unknown>;
  known?(evidence: Evidence): Evidence;
}

test("a run that nothing happened to breaks none", async () => {
  expect(await violationsAfter({})).toEqual([]);
});

const journalOf = (paths: RunPaths): string => storeFiles(paths.trajectory(id)).journal;

/** Keeps the lines that the predicate holds for. */
async function keepLines(
  path: string,
  keeps: (line: string, at: number, count: number) => boolean,
): Promise<void> {
  const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
  await writeFile(path, `${lines.filter((line, at) => keeps(line, at, lines.length)).join("\n")}\n`);
}

/** The evidence with the events of one journal changed. */
function changeEvents(evidence: Evidence, change: (event: TrajectoryEvent) => TrajectoryEvent[]): Evidence {
  const journals = new Map(evidence.journals);
  const store = journals.get(id);
  if (store === undefined) throw new Error("There is no such journal.");
  const envelope = { seq: 0, at: "", sum: "" };
  const events = store.events.flatMap((event) =>
    change(event).map((changed) => ({ ...event, ...changed, ...envelope })),
  );
  journals.set(id, { ...store, events });
  return { ...evidence, journals };
}

const changeNode = (evidence: Evidence, parts: object): Evidence =>
  changeEvents(evidence, (event) =>
    event.event === "step-committed" && event.node.step === 0
      ? [{ ...event, node: { ...event.node, ...parts } }]
      : [event],
  );

const changeSeen = (
  evidence: Evidence,
  change: (seen: DrivenRun["seen"]) => DrivenRun["seen"],
): Evidence => ({
  ...evidence,
  driven: { ...evidence.driven, seen: change(evidence.driven.seen) },
});

test.for<[string, Damage, RegExp]>([
  [
    "a journal's end is gone",
    { folder: (paths) => keepLines(journalOf(paths), (_, at, count) => at < count - 1) },
    /every acknowledged step is there and verifies: .*trajectory-sealed was acknowledged and is lost/,
  ],
  [
    "an answer is gone",
    { folder: (paths) => keepLines(journalOf(paths), (_, at) => at < 3) },
    /every acknowledged step is there and verifies: answer \d+ was acknowledged and is lost/,
  ],
  [
    "half a line is at a journal's end",
    { folder: (paths) => appendFile(journalOf(paths), '{"seq":') },
    /every acknowledged step is there and verifies: damaged: .*the last line is cut/,
  ],
  [
    "a trajectory is gone",
    { folder: (paths) => rm(paths.trajectory(id), { recursive: true }) },
    /each planned trajectory is recorded once: .* is sealed 0 times/,
  ],
  [
    "a trajectory is there that nobody planned",
    { folder: (paths) => cp(paths.trajectory(id), paths.trajectory("other"), { recursive: true }) },
    /each planned trajectory is recorded once: other was not planned/,
  ],
  [
    "a step stands twice",
    {
      known: (evidence) =>
        changeEvents(evidence, (event) => (event.event === "step-committed" ? [event, event] : [event])),
    },
    /each planned trajectory is recorded once: .*step 0 stands where step 1 belongs/,
  ],
  [
    "a trajectory is sealed twice",
    {
      known: (evidence) =>
        changeEvents(evidence, (event) => (event.event === "trajectory-sealed" ? [event, event] : [event])),
    },
    /each planned trajectory is recorded once: .* is sealed 2 times/,
  ],
  [
    "a ledger entry is gone",
    { folder: ({ ledger }) => keepLines(ledger, (_, at) => at > 0) },
    /the ledger says what the server saw: .* was sent and is not in the ledger/,
  ],
  [
    "a ledger entry stands twice",
    {
      folder: async ({ ledger }) =>
        appendFile(ledger, `${(await readFile(ledger, "utf8")).split("\n")[0]}\n`),
    },
    /the ledger says what the server saw: a call stands in the ledger twice/,
  ],
  [
    "a call was sent without an intent",
    {
      known: (evidence) =>
        changeSeen(evidence, (seen) => [...seen, { serial: 99, name: "x", callId: "unknown", fault: null }]),
    },
    /the ledger says what the server saw: x was sent without an intent in a journal/,
  ],
  [
    "a call was paid again",
    {
      known: (evidence) =>
        changeSeen(evidence, (seen) => [
          ...seen,
          { serial: 99, name: seen[0]?.name ?? "", callId: "again", fault: null },
        ]),
    },
    /the ledger says what the server saw: .* was paid again/,
  ],
  [
    "the server gave another answer",
    {
      known: (evidence) =>
        changeSeen(evidence, (seen) => seen.map((request) => ({ ...request, serial: request.serial + 50 }))),
    },
    /the ledger says what the server saw: .*answer is not the one that the server gave/,
  ],
  [
    "a failure of the machine carries a score",
    {
      known: (evidence) =>
        changeNode(evidence, {
          gui: { status: "infra-error", value: 3, judge: null, exchange: null, history: [] },
        }),
    },
    /no score but a measured one: .*infra-error, with the value 3/,
  ],
  [
    "a score comes from nowhere",
    {
      known: (evidence) =>
        changeNode(evidence, {
          gui: { status: "measured", value: 3, judge: null, exchange: "sha256:0", history: [] },
        }),
    },
    /no score but a measured one: .*a score that no call gave/,
  ],
  [
    "a record breaks its schema",
    { folder: ({ candidates }) => writeFile(candidates, "{}\n") },
    /fsck finds nothing: candidates\.jsonl/,
  ],
  [
    "the index says something else than the journals",
    {
      folder: async function otherIndex({ measures }) {
        await writeFile(
          measures,
          (await readFile(measures, "utf8")).replaceAll(
            '"screenshot":{"status":"measured","value":4}',
            '"screenshot":{"status":"measured","value":1}',
          ),
        );
      },
    },
    /datasets are a function of the journals: .* differs when the index is made again/,
  ],
  ["a lock is left", { folder: ({ lock }) => writeFile(lock, "") }, /nothing is left behind: run\.lock/],
  [
    "a temporary file is left",
    { folder: ({ manifest }) => writeFile(`${manifest}.tmp`, "") },
    /nothing is left behind: run\.json\.tmp/,
  ],
  [
    "work is left under way",
    { folder: (paths) => writeFile(underWayFile(paths.trajectory(id)), "{}") },
    /nothing is left behind: .*under-way\.json/,
  ],
  ["a process is left", { folder: leaveProcess }, /nothing is left behind: process \d+ still runs/],
  [
    "the key is in a file",
    { folder: (paths) => writeFile(join(paths.dir, "notes.txt"), `key ${canaryKey}`) },
    /no secret in any artefact: the key is in .*notes\.txt/,
  ],
  ["the key is in a blob", { folder: keepSecret }, /no secret in any artefact: the key is in blob/],
  [
    "a recorder tells the key",
    { known: (evidence) => ({ ...evidence, driven: { ...evidence.driven, output: `Bearer ${canaryKey}` } }) },
    /no secret in any artefact: a recorder told the key/,
  ],
])("the checker sees that %s", async ([, damage, expected]) => {
  expect((await violationsAfter(damage)).join("\n")).toMatch(expected);
});

test("the checker sees another tree than the undisturbed one", async () => {
  const evidence = await gatherEvidence(whole, script, await twins.of(script));
  const other = await twins.of({ ...script, variants: ["muddle"] });
  const violations = await checkInvariants({ ...evidence, calm: other }, { datasets: false });
  expect(violations.join("\n")).toMatch(
    /the same trajectories as undisturbed: .* differs from its undisturbed twin/,
  );
});

/** One that was started for the run and outlives it. */
async function leaveProcess({ dir: run }: RunPaths): Promise<void> {
  const child = spawn("sleep", ["60"], {
    env: { PATH: process.env.PATH, [orderVariable]: JSON.stringify({ dir: run }) },
  });
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await once(child, "close");
  });
  await once(child, "spawn");
}

/** Compressed, so that nobody finds it by searching the pack. */
async function keepSecret(paths: RunPaths): Promise<void> {
  await using store = await EventStore.open({
    ...{ dir: paths.trajectory(id), parse: parseTrajectoryEvent, now: () => new Date(0) },
  });
  await store.append({ event: "gui-test-written", text: store.keep(`${canaryKey} `.repeat(50)) });
}
