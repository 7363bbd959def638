import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { type CurateResult, runCurate } from "../support/run-curate.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { writeProgram } from "../support/write-program.ts";

// every command is a program of its own, on a machine that may be busy
vi.setConfig({ testTimeout: 180_000 });

const rehearsal = { baseURL: "rehearsal", model: "m" };
const config = JSON.stringify({
  run: "r",
  models: { teacher: rehearsal, vision: rehearsal, feedback: rehearsal },
});
const instruction = {
  id: "a",
  instruction: "Please implement a website.",
  Category: { primary_category: "", subcategories: [""] },
  application_type: "Blog",
  ui_instruct: [],
  source: { kind: "imported", from: "test", line: 1, specification: null, label: null },
};

/** Records one instruction on a machine whose PATH holds only these programs, and whose Chromium cannot be started. */
async function recordWith(programs: Record<string, string>, args: string[] = []): Promise<CurateResult> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "curate.config.json"), config);
  await mkdir(join(folder, "r"));
  await writeFile(join(folder, "r/instructions.jsonl"), `${JSON.stringify(instruction)}\n`);
  for (const [name, script] of Object.entries(programs)) await writeProgram(folder, `bin/${name}`, script);
  const env = { PATH: join(folder, "bin"), CHROMIUM_PATH: await writeProgram(folder, "chromium", "exit 1") };
  return runCurate(["record", ...args], folder, env);
}

test("without bubblewrap nothing is recorded: the remedy is told", async () => {
  const { code, stderr } = await recordWith({});
  expect(stderr).toMatch(/needs the program bwrap, which is not installed.*npm run setup/);
  expect(code).toBe(2);
});

test("where user namespaces are forbidden nothing is recorded: what bubblewrap said is told", async () => {
  const refusal = 'echo "bwrap: setting up uid map: Permission denied" >&2; exit 1';
  const { code, stderr } = await recordWith({ bwrap: refusal });
  expect(stderr).toMatch(/setting up uid map: Permission denied.*curate doctor.*user namespaces/);
  expect(stderr).not.toContain("NO SANDBOX");
  expect(code).toBe(2);
});

test("a sandbox of another system is refused", async () => {
  const { code, stderr } = await recordWith({}, ["--sandbox", "sandbox-exec"]);
  expect(stderr).toMatch(/needs the program sandbox-exec.*on Linux use bubblewrap/);
  expect(code).toBe(2);
});

test("none is taken when it is asked for, and prints what it risks", async () => {
  const { code, stderr } = await recordWith({}, ["--sandbox", "none"]);
  expect(stderr).toMatch(/NO SANDBOX/);
  expect(stderr).toMatch(/every file that you can: keys/);
  // it went on as far as this machine allows
  expect(stderr).toMatch(/chromium could not be started/);
  expect(code).toBe(1);
});

test("a word that names no sandbox is refused before anything starts", async () => {
  const { code, stderr } = await runCurate(["record", "--sandbox", "docker"], await temporaryFolder());
  expect(stderr).toMatch(/Allowed choices are bubblewrap, sandbox-exec, none/);
  expect(code).toBe(2);
});
