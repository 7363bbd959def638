import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type AuditCommandOptions, auditCommand } from "../../pipeline/cli/commands/audit.ts";
import { UserError } from "../../pipeline/errors.ts";
import { writeFilterResult } from "../../pipeline/recipe/filter-result.ts";
import { writeRecordedRun } from "../../scripts/bench/recorded-run.ts";
import { commandWorld } from "../support/command-world.ts";
import { runCurate, startCurate } from "../support/run-curate.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const tiny = { siteBytes: 300, width: 64, height: 48 };

it("serves several runs until Ctrl-C, and leaves nothing running", async () => {
  const folder = await temporaryFolder();
  for (const name of ["one/rehearsal", "two/rehearsal"]) await writeRecordedRun(join(folder, name), 1, tiny);
  const args = ["audit", "--run", "one/rehearsal", "two/rehearsal", "--reviewer", "ann", "--json"];
  const { child, finished } = startCurate(args, folder);
  let printed = "";
  for await (const chunk of child.stdout ?? []) {
    printed += chunk;
    if (printed.includes("]")) break;
  }
  const { url, runs } = JSON.parse(printed.slice(0, printed.lastIndexOf("}") + 1));
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/$/);
  expect(runs.map(({ key }: { key: string }) => key)).toEqual(["rehearsal", "rehearsal-2"]);
  expect(await (await fetch(url)).text()).toContain('<meta name="audit-reviewer" content="ann">');
  expect(await (await fetch(`${url}data/rehearsal-2/rows.json`)).json()).toHaveLength(1);
  child.kill("SIGINT");
  expect((await finished).code).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
});

it("exports what a recipe kept", async () => {
  const folder = await temporaryFolder();
  const run = join(folder, "run");
  await writeRecordedRun(run, 2, tiny);
  const ids = ["i-000000.0.bench", "i-000000.1.bench"];
  await writeFilterResult(run, {
    funnel: {
      ...{ recipe: "mine", recipeHash: "0".repeat(64), label: null, trajectories: 2, sealed: 2, kept: 1 },
      ...{ rejected: 1, unfinished: [], rules: [], selection: [], tokenizer: null, grading: null },
    },
    verdicts: ids.map((trajectoryId, at) => ({
      ...{ trajectoryId, instructionId: "i-000000", kept: at === 1, selection: [] },
      rules: [{ rule: "steps", outcome: at === 1 ? "pass" : "fail", value: 4, threshold: 3 }],
    })),
    ...{ reliability: [], proximity: [] },
  });
  const { code, stdout } = await runCurate(
    ["audit", "--run", "run", "--export", "out", "--recipe", "mine"],
    folder,
  );
  expect([code, stdout]).toEqual([0, expect.stringContaining("1 trajectories in")]);
  expect(await readdir(join(folder, "out", "data", "run", "trajectories"))).toEqual(["i-000000.1.bench"]);
  expect(await readFile(join(folder, "out", "index.html"), "utf8")).toContain('content="export"');
});

it.each<[string, (folder: string) => AuditCommandOptions, RegExp]>([
  [
    "a folder that is no run",
    (folder) => ({ run: [join(folder, "nothing-here")] }),
    /nothing-here is no run folder/,
  ],
  [
    "a choice without an export",
    () => ({ limit: 3 }),
    /--limit chooses what is exported: give it together with --export/,
  ],
  ["a trajectory that is not there", () => ({ export: "out", trajectories: "zzz" }), /"zzz" is not in/],
  ["a recipe that judged nothing", () => ({ export: "out", recipe: "none" }), /holds no verdicts by "none"/],
  [
    "a target that is no export",
    () => ({ export: "run" }),
    /run holds something else than an exported audit/,
  ],
])("names what is wrong with %s", async (_, options, message) => {
  const folder = await temporaryFolder();
  await writeRecordedRun(join(folder, "run"), 1, tiny);
  const audit = auditCommand({ run: [join(folder, "run")], ...options(folder) }, commandWorld(folder));
  await expect(audit).rejects.toThrow(message);
  await expect(audit).rejects.toBeInstanceOf(UserError);
});
