import { mkdtemp, readFile, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { serveSite } from "../../pipeline/agent/serve-site.ts";
import { readSnapshot } from "../../pipeline/agent/snapshot.ts";
import { findBrowser } from "../../pipeline/browser/find-browser.ts";
import { locateSettings } from "../../pipeline/cli/locate-config.ts";
import { withMachinery } from "../../pipeline/cli/open-machinery.ts";
import { UserError } from "../../pipeline/errors.ts";
import { readRecords } from "../../pipeline/run/json-lines.ts";
import { openRunReader } from "../../pipeline/run/open-run-reader.ts";
import { RunPaths } from "../../pipeline/run/run-paths.ts";
import type { SiteFiles, SiteHost } from "../../pipeline/site/site-slot.ts";
import { runPlaywright } from "./gui-scripts/run-playwright.ts";

/**
 * `node scripts/proof/gui-scripts.ts --run DIR [--name GRADING]`: every GUI test of a run that was compiled to a script
 * (`curate regrade --judges gui-replay`), done by Playwright's own runner on the rebuilt site; then the same script on a
 * site whose page holds nothing any more. Exit code 1 when fewer than 80 % are green, or one is green on the broken site.
 */
const { values } = parseArgs({
  options: {
    run: { type: "string", default: "data/runs/rehearsal" },
    name: { type: "string", default: "regrade" },
  },
});
const leastGreen = 0.8;
const signal = new AbortController().signal;
const searchPath = process.env.PATH ?? "";
const context = {
  cwd: process.cwd(),
  env: process.env,
  cores: availableParallelism(),
  print: console.log,
  report: () => undefined,
  signal,
  now: () => new Date(),
};
const { settings } = await locateSettings({ run: resolve(values.run) }, context.cwd, context.cores);
const paths = new RunPaths(settings.run);
const run = await openRunReader(settings.run);
const browser = await findBrowser({
  searchPath,
  ...(process.env.CHROMIUM_PATH && { configuredPath: process.env.CHROMIUM_PATH }),
});
if (browser === null) throw new UserError("No Chromium was found. `npm run setup` installs one.");
const replays = await Array.fromAsync(readRecords(paths.guiReplays(values.name), "gui-replay"));
const tests = replays.filter(({ actions }) => actions > 0);
const outcomes = await withMachinery(settings, context, async (openMachinery) => {
  const { siteHost } = await openMachinery();
  const found: { isGreen: boolean; isBrokenGreen: boolean }[] = [];
  for (const { trajectoryId, step } of tests) {
    const { trajectory, blobs } = await run.openTrajectory(trajectoryId);
    const script = await readFile(paths.guiScript(values.name, trajectoryId), "utf8");
    const files = readSnapshot(trajectory.nodes[step]?.files ?? "", blobs);
    const whole = await runOn(siteHost, files, script);
    const broken = await runOn(siteHost, withEmptyPage(files), script);
    found.push({ isGreen: whole.isGreen, isBrokenGreen: broken.isGreen });
    console.log(
      `${whole.isGreen ? "green" : "red  "}  ${trajectoryId}; with an empty page ${broken.isGreen ? "GREEN" : "red"}`,
    );
    if (!whole.isGreen) console.log(whole.output);
  }
  return found;
});
const green = outcomes.filter(({ isGreen }) => isGreen).length;
console.log(`${green} of ${outcomes.length} scripts are green with Playwright's own runner`);
const isProven = outcomes.length > 0 && green >= leastGreen * outcomes.length;
if (!isProven || outcomes.some(({ isBrokenGreen }) => isBrokenGreen)) process.exitCode = 1;

async function runOn(siteHost: SiteHost, files: SiteFiles, script: string) {
  await using slot = siteHost.openSlot();
  const { url } = await serveSite(slot, files, settings.compat, signal);
  if (url === null) return { isGreen: false, output: "the site does not start" };
  const dir = await mkdtemp(join(tmpdir(), "gui-script-"));
  try {
    const place = { baseURL: url, proxyServer: slot.proxyServer };
    return await runPlaywright(dir, { script, ...place, browserPath: browser?.path ?? "", searchPath });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** The site broken on purpose: it starts, and its page shows nothing. */
function withEmptyPage(files: SiteFiles): SiteFiles {
  const page = new TextEncoder().encode("<!doctype html><title>Empty</title>");
  return new Map([...files].map(([path, bytes]) => [path, path.endsWith("index.html") ? page : bytes]));
}
