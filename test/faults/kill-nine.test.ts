import { appendFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { readLedger } from "../../pipeline/run/ledger.ts";
import { RunPaths } from "../../pipeline/run/run-paths.ts";
import { auditRun } from "../../scripts/proof/kill-nine/audit.ts";
import { type Findings, proveKills } from "../../scripts/proof/kill-nine/prove.ts";
import { callName, sampleKeyOf } from "../../scripts/proof/kill-nine/script.ts";
import type { SeenRequest } from "../../scripts/proof/kill-nine/scripted-models.ts";

const kills = 12;

let dir: string;
let findings: Findings;
let someTrajectory: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "curator-kill-nine-"));
  findings = await proveKills({ dir, kills, seed: 5 });
  [someTrajectory = ""] = await readdir(join(dir, "disturbed", "trajectories"));
  return () => rm(dir, { recursive: true, force: true });
}, 600_000);

test("killed at random instants, a run loses nothing and pays no answered call again", () => {
  expect(findings.violations).toEqual([]);
  expect(findings.kills).toBe(kills);
  expect(findings.repeated).toBeLessThanOrEqual(findings.inFlight);
  // two trajectories at once, each with two judges of a screenshot
  expect(findings.mostInFlight).toBeLessThanOrEqual(4);
  expect(findings.requests).toBe(findings.calls + findings.repeated);
});

test("the kills fell where they hurt: calls were in flight, and steps under way", () => {
  expect(findings.inFlight).toBeGreaterThan(0);
  expect(findings.abandoned).toBeGreaterThan(0);
});

describe("the audit sees", () => {
  /** What the server must have seen for the ledger to be right. */
  async function seenBy(run: string): Promise<SeenRequest[]> {
    const entries = await readLedger(new RunPaths(run).ledger);
    return entries.flatMap(({ outcome, trajectoryId, role, purpose, usage }) => {
      const [instructionId = "", sample = ""] = trajectoryId?.split(".") ?? [];
      const name = callName(sampleKeyOf(instructionId, Number(sample)), role, purpose);
      return outcome === "answered" ? { name, serial: usage?.completionTokens ?? 0, answered: true } : [];
    });
  }

  async function auditCopy(damage: (run: string, seen: SeenRequest[]) => Promise<void>): Promise<string[]> {
    const run = join(dir, "damaged");
    onTestFinished(() => rm(run, { recursive: true, force: true }));
    await cp(join(dir, "disturbed"), run, { recursive: true });
    const seen = await seenBy(run);
    await damage(run, seen);
    const { violations } = await auditRun({
      dir: run,
      undisturbed: join(dir, "undisturbed"),
      seen,
      inFlight: 0,
    });
    return violations;
  }

  test.each<[string, (run: string, seen: SeenRequest[]) => Promise<void>, RegExp | null]>([
    ["nothing where nothing is wrong", async () => undefined, null],
    [
      "a call that was paid again",
      async (_, seen) => void seen.push({ name: seen[0]?.name ?? "", serial: 1e6, answered: true }),
      /was paid again with request 1000000/,
    ],
    [
      "a request that is not in the ledger",
      async (_, seen) =>
        void seen.push({ name: "proof-0/0 teacher step-9/teacher", serial: 0, answered: true }),
      /the server saw 1 requests, the ledger 0/,
    ],
    [
      "an answer that is in the ledger and was never given",
      async (_, seen) => void seen.pop(),
      /the server gave no such answer/,
    ],
    [
      "a ledger entry that is gone",
      async (run) => {
        const { ledger } = new RunPaths(run);
        const lines = (await readFile(ledger, "utf8")).trimEnd().split("\n");
        await writeFile(ledger, `${lines.filter((line) => !line.includes("step-5/teacher")).join("\n")}\n`);
      },
      /the ledger has \d+ answers, the journals \d+/,
    ],
    [
      "a ledger entry that stands twice",
      async (run) => {
        const { ledger } = new RunPaths(run);
        const [line] = (await readFile(ledger, "utf8")).split("\n");
        await appendFile(ledger, `${line}\n`);
      },
      /stands in the ledger twice/,
    ],
    [
      "a trajectory that is gone",
      (run) => rm(new RunPaths(run).trajectory(someTrajectory), { recursive: true }),
      /trajectories were recorded, undisturbed/,
    ],
    [
      "another tree",
      async (run) => {
        const paths = new RunPaths(run);
        const journal = join(paths.trajectory(someTrajectory), "journal.jsonl");
        const lines = (await readFile(journal, "utf8")).trimEnd().split("\n");
        await writeFile(journal, `${lines.slice(0, -1).join("\n")}\n`);
      },
      /is not sealed/,
    ],
    ["a lock left behind", (run) => writeFile(new RunPaths(run).lock, ""), /run\.lock was left behind/],
    ["a temporary file", (run) => writeFile(join(run, "x.tmp"), ""), /x\.tmp was left behind/],
  ])("%s", async (_, damage, message) => {
    const violations = await auditCopy(damage);
    if (message === null) expect(violations).toEqual([]);
    else expect(violations.join("\n")).toMatch(message);
  });
});
