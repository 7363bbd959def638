import { execFile } from "node:child_process";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { lightSize, writeRecordedRun } from "../../scripts/bench/recorded-run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const program = join(import.meta.dirname, "emit-elsewhere.ts");

/** Enough for several threads to measure. */
const trajectories = 34;

interface Elsewhere {
  timeZone: string;
  locale: string;
  files: Record<string, string>;
}

async function emitElsewhere(
  dir: string,
  { args, env }: { args: string[]; env: NodeJS.ProcessEnv },
): Promise<Elsewhere> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, dir, ...args], {
    cwd: dir,
    env: { PATH: process.env.PATH, ...env },
  });
  return JSON.parse(stdout);
}

it("The whole dataset has the same bytes elsewhere: another folder, order, number of threads, locale and time zone", {
  timeout: 240_000,
}, async () => {
  const here = await temporaryFolder();
  await writeRecordedRun(here, trajectories, lightSize);
  const there = join(await temporaryFolder(), "a place of another name");
  await cp(here, there, { recursive: true });
  const [plain, other] = await Promise.all([
    emitElsewhere(here, { args: ["1", "forwards"], env: { TZ: "UTC", LC_ALL: "C", LANG: "C" } }),
    emitElsewhere(there, {
      args: ["3", "backwards"],
      env: { TZ: "Asia/Kathmandu", LC_ALL: "tr_TR.UTF-8", LANG: "tr_TR.UTF-8", UV_THREADPOOL_SIZE: "1" },
    }),
  ]);
  // the surroundings did differ
  expect([plain.timeZone, other.timeZone]).toEqual(["UTC", "Asia/Katmandu"]);
  expect([plain.locale, other.locale]).toEqual(["en-US", "tr-TR"]);
  expect(other.files).toEqual(plain.files);
  // every kind of file there is
  const kinds = Object.keys(plain.files).map((path) => path.split("/")[0]);
  expect([...new Set(kinds)].sort()).toEqual([
    "README.md",
    "charts",
    "gallery",
    "manifest.json",
    "prompts",
    "rejected",
    "screenshots",
    "sft",
    "steps",
    "traces",
  ]);
});
