import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { writeRecordedRun } from "../../scripts/bench/recorded-run.ts";
import { runCurate } from "../support/run-curate.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const timeout = 240_000;

async function recorded(): Promise<string> {
  const dir = await temporaryFolder();
  await writeRecordedRun(dir, 12, { siteBytes: 500, width: 64, height: 48 });
  return dir;
}

it("filters, tells why, and tries other thresholds without writing anything", { timeout }, async () => {
  const dir = await recorded();
  const curate = (...args: string[]) => runCurate([...args, "--run", dir], dir);
  const before = (await readdir(dir)).sort();

  const tried = await curate("filter", "--what-if", "screenshot=0,gui=off", "--thresholds", "--json");
  expect(tried.code).toBe(0);
  const { change, table } = JSON.parse(tried.stdout);
  expect(change.keptAfter).toBe(12);
  expect(change.enter).toHaveLength(12 - change.keptBefore);
  expect(table.types[0].yields[0][0]).toBe(12);
  expect((await readdir(dir)).sort()).toEqual(before);

  const filtered = await curate("filter");
  expect(filtered.code).toBe(0);
  expect(filtered.stdout).toContain(`${change.keptBefore} of 12 trajectories kept`);
  expect(filtered.stdout).toContain("tokens counted by o200k_base (estimate)");

  const [id = ""] = change.enter;
  const why = await curate("why", id);
  expect(why.code).toBe(0);
  expect(why.stdout).toContain(`${id}: rejected by the recipe "webgen-agent_train_sft"`);
  expect(why.stdout).toMatch(/FAIL: \d, held against 3|NOT MEASURED: no value, held against 3/);
  expect(why.stdout).toContain(`npx curate status ${id} --run ${dir}`);
});

it("says what is wrong with what it was given", { timeout }, async () => {
  const dir = await recorded();
  const recipe = JSON.parse(await readFile("data/recipes/lenient.json", "utf8"));
  const exact = { rule: "token-length", max: 9, tokenizer: join(dir, "nowhere"), exact: true };
  await writeFile(join(dir, "exact.json"), JSON.stringify({ ...recipe, name: "exact", rules: [exact] }));
  const estimated = { ...exact, exact: false };
  await writeFile(join(dir, "near.json"), JSON.stringify({ ...recipe, name: "near", rules: [estimated] }));
  await writeFile(join(dir, "old.json"), JSON.stringify({ ...recipe, name: "old", grading: "none" }));
  const curate = (...args: string[]) => runCurate([...args, "--run", dir], dir);

  const refused = await curate("filter", "--recipe", join(dir, "exact.json"));
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/Tokenizer .*nowhere.*Name a folder that holds/);
  const near = await curate("filter", "--recipe", join(dir, "near.json"));
  expect(near.code).toBe(0);
  expect(near.stdout).toMatch(/tokens counted by o200k_base \(estimate\), as .*nowhere could not be had/);
  const old = await curate("filter", "--recipe", join(dir, "old.json"));
  expect(old.code).toBe(2);
  expect(old.stderr).toContain('the grading "none"');
  const judge = await curate("regrade", "--judges", "smell");
  expect(judge.code).toBe(2);
  expect(judge.stderr).toContain('no judge "smell" that can be asked again. Known: screenshot, gui-summary');
});
