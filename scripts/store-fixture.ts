import { appendFile, cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommandContext } from "../pipeline/cli/command-context.ts";
import { filterCommand } from "../pipeline/cli/commands/filter.ts";
import { importCommand } from "../pipeline/cli/commands/import.ts";
import { regradeCommand } from "../pipeline/cli/commands/regrade.ts";
import { withRun } from "../pipeline/cli/open-run.ts";
import type { Review } from "../pipeline/contracts/generated/review.ts";
import { indexSealed } from "../pipeline/index/index-sealed.ts";
import { createJudge } from "../pipeline/judge/model-judge.ts";
import { openRunReader } from "../pipeline/run/open-run-reader.ts";
import { readInstructions } from "../pipeline/run/read-instructions.ts";
import { RunPaths } from "../pipeline/run/run-paths.ts";
import { recordRun } from "../stages/record/stage.ts";
import { paperBrowser, paperSites } from "./proof/kill-nine/paper-machinery.ts";
import { startPlainModels } from "./store-fixture/plain-models.ts";

/** Imports, records, reviews, grades again and filters, with the commands themselves; sites alone are on paper. */
async function writeStore(dir: string, address: string): Promise<void> {
  const context = quietContext(dir);
  const config = join(dir, "curate.config.json");
  const endpoint = (role: string) => ({ baseURL: `${address}/${role}/v1`, model: `${role}-1` });
  await writeFile(
    config,
    JSON.stringify({
      ...{ run: "store", seed: 1, recipe: "lenient" },
      models: {
        ...{ teacher: endpoint("teacher"), vision: endpoint("vision") },
        ...{ feedback: endpoint("feedback"), gui: endpoint("gui") },
      },
      record: { samples: 1, concurrency: 1 },
    }),
  );
  const paths = new RunPaths(join(dir, "store"));
  process.chdir(dir);
  await writeFile("instructions.jsonl", instructionLines);
  await importCommand("instructions.jsonl", { config }, context);
  await withRun({ config }, context, async (run) => {
    const { prompts, settings } = run;
    await recordRun({
      ...{ ...run, limit: null, now: context.now, report: context.report, signal: context.signal },
      instructions: await readInstructions(run.paths),
      judge: createJudge({ prompts, maxAsks: 3, guiMaxTurns: settings.record.guiMaxTurns }),
      openMachinery: async () => ({ siteHost: paperSites, browser: paperBrowser }),
      onSealed: async (id) => indexSealed(await openRunReader(paths.dir), id),
    });
  });
  const [reviewed = ""] = await (await openRunReader(paths.dir)).trajectoryIds();
  await appendFile(paths.reviews, `${JSON.stringify(reviewOf(reviewed))}\n`);
  await regradeCommand({ config }, context);
  await filterCommand({ config }, context);
}

const instructionLines = `${JSON.stringify({
  ...{ id: "notes", instruction: "Please implement a website that keeps notes." },
  ...{ Category: { primary_category: "", subcategories: [""] }, application_type: "Blog", ui_instruct: [] },
})}\n{"id":"broken"}\n`;

function reviewOf(trajectoryId: string): Review {
  return {
    ...{ at: "2026-01-02T03:04:05.000Z", trajectoryId, reviewer: "reviewer", decision: "keep" },
    ...{ screenshotScore: 4, guiScore: null, step: null, blind: true, note: "" },
  };
}

function quietContext(dir: string): CommandContext {
  return {
    ...{ cwd: dir, env: {}, cores: 1, print: () => undefined, report: () => undefined },
    ...{ signal: new AbortController().signal, now: () => new Date("2026-01-02T03:04:05Z") },
  };
}

/**
 * Writes the run folder that stands for this version among those that must be read for ever:
 * `node scripts/store-fixture.ts` makes test/fixtures/stores/<version>. Done once, when a version is released.
 */
const { version }: { version: string } = createRequire(import.meta.url)("../package.json");
const target = join(import.meta.dirname, "..", "test", "fixtures", "stores", version);

const cwd = await mkdtemp(join(tmpdir(), "curate-store-fixture-"));
try {
  await using models = await startPlainModels();
  await writeStore(cwd, `http://127.0.0.1:${models.port}`);
  await cp(join(cwd, "store"), target, { recursive: true, errorOnExist: true, force: false });
  console.log(target);
} finally {
  await rm(cwd, { recursive: true, force: true });
}
