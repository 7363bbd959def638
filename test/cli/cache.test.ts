import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { runCurate } from "../support/run-curate.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

// every command is a program of its own, on a machine that may be busy
vi.setConfig({ testTimeout: 120_000 });

const rehearsal = { baseURL: "rehearsal", model: "m" };
const config = JSON.stringify({
  run: "r",
  models: { teacher: rehearsal, vision: rehearsal, feedback: rehearsal },
  site: { cache: "kept", cacheMaxSize: "1.5 GB" },
});

/** A working folder with one installation and one answer of the registry. */
async function workFolder(): Promise<string> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "curate.config.json"), config);
  const entry = join(folder, "kept/dependencies", "0a".repeat(16));
  await mkdir(join(entry, "node_modules"), { recursive: true });
  const lock = { packages: { "": { dependencies: { react: "^19.0.0" } } } };
  await writeFile(join(entry, "package-lock.json"), JSON.stringify(lock));
  await mkdir(join(folder, "kept/registry"));
  await writeFile(join(folder, "kept/registry/answer"), Buffer.alloc(5000));
  return folder;
}

test("shows what is kept and how much room there is, then removes it", async () => {
  const folder = await workFolder();
  const shown = await runCurate(["cache"], folder);
  expect(shown).toMatchObject({ code: 0, stderr: "" });
  expect(shown.stdout).toMatch(/0a0a0a0a0a0a +\S+ kB +within the hour +react@\^19\.0\.0/);
  expect(shown.stdout).toMatch(/1 installations .*1 answers of the registry \(5\.0 kB\); room for 1\.5 GB/);

  const spared = await runCurate(["cache", "clear", "--older-than", "2d", "--json"], folder);
  expect(JSON.parse(spared.stdout)).toMatchObject({ installations: { count: 0 }, kept: 1 });

  const cleared = await runCurate(["cache", "clear"], folder);
  expect(cleared.stdout).toMatch(/removed 1 installations .* and 1 answers .*; 0 installations stay/);
  const { stdout } = await runCurate(["cache", "--json"], folder);
  expect(JSON.parse(stdout)).toMatchObject({ maxBytes: 1.5e9, entries: [], answers: { count: 0 } });
});

test.each([
  [["cache", "empty"], /Allowed choices are clear/],
  [["cache", "clear", "--older-than", "soon"], /hours or days, such as 12h or 7d/],
])("%j is refused", async (args, message) => {
  const { code, stderr } = await runCurate(args, await temporaryFolder());
  expect(stderr).toMatch(message);
  expect(code).toBe(2);
});
