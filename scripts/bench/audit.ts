import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright";
import { findBrowser } from "../../pipeline/browser/find-browser.ts";
import { ServedAudit } from "./audit/served-audit.ts";
import { openList, timeFilter, timeFirstView, timeTrajectory } from "./audit/time-views.ts";
import { writeBeside } from "./audit/write-beside.ts";
import { describeMachine } from "./describe-machine.ts";
import { type Finding, formatFinding, seconds } from "./finding.ts";
import { median } from "./paired-timing.ts";
import { writeRun } from "./write-run.ts";

/**
 * `npm run bench:audit -- [--trajectories N] [--run DIR]`: how long a person waits for the audit of a run of that size, in
 * a real Chromium, with the server in a process of its own. Without `--run` one is made, recorded and filtered, with small
 * websites: what a list goes by is as much for large ones.
 */
const { values } = parseArgs({
  options: { trajectories: { type: "string", default: "10000" }, run: { type: "string" } },
});
const count = Number(values.trajectories);
const cutShort = new AbortController();
process.once("SIGINT", () => cutShort.abort(new Error("stopped")));

const found = await findBrowser({
  ...(process.env.CHROMIUM_PATH && { configuredPath: process.env.CHROMIUM_PATH }),
  playwrightPath: chromium.executablePath(),
  searchPath: process.env.PATH ?? "",
});
if (found === null) throw new Error("No Chromium was found: npm run setup installs one.");
const findings = values.run === undefined ? await onNewRun(measure) : await measure(values.run);
for (const finding of findings) console.log(formatFinding(finding));
if (findings.some(({ reached }) => !reached)) process.exitCode = 1;

async function onNewRun(work: (dir: string) => Promise<Finding[]>): Promise<Finding[]> {
  const dir = await mkdtemp(join(tmpdir(), "bench-audit-"));
  try {
    const began = performance.now();
    await writeRun(dir, count, { size: "light", signal: cutShort.signal });
    await writeBeside(dir, { cores: availableParallelism(), signal: cutShort.signal });
    console.log(`  ${count} trajectories written and filtered in ${seconds(performance.now() - began)}`);
    return await work(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function measure(dir: string): Promise<Finding[]> {
  const began = performance.now();
  await using audit = await ServedAudit.start(dir);
  console.log(`  address printed after ${seconds(performance.now() - began)}`);
  const browser = await chromium.launch({ ...(found !== null && { executablePath: found.path }) });
  try {
    console.log(`  ${await describeMachine({ node: process.versions.node, Chromium: browser.version() })}`);
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const run = basename(dir);
    const indexedMs = await untilIndexed(audit.url, run);
    console.log(`  texts of all trajectories indexed ${seconds(indexedMs)} after that`);
    const firstMs: number[] = [];
    for (let at = 0; at < 5; at++) {
      // a new page each time: nothing is kept of the one before but the browser's cache
      await page.goto("about:blank");
      firstMs.push(await timeFirstView(page, audit.url, run));
    }
    const ids = await idsOf(audit.url, run);
    const trajectoryMs: number[] = [];
    for (const at of [0.1, 0.3, 0.5, 0.7, 0.9])
      trajectoryMs.push(await timeTrajectory(page, run, ids[Math.floor(at * ids.length)] ?? ""));
    await openList(page, run);
    const filterMs: number[] = [];
    for (const query of ["?type=Blog", "", "?type=Forum&gui=5", "?type=Game", "?q=navy&screenshot=4"])
      filterMs.push(await timeFilter(page, run, query));
    return [
      ...[
        finding("first view", firstMs, 1_500),
        finding("a trajectory", trajectoryMs, 300),
        finding("filtering in the browser", filterMs, 200),
      ],
      ...memoryFindings(await audit.memory()),
    ];
  } finally {
    await browser.close();
  }
}

function finding(what: string, ms: readonly number[], limitMs: number): Finding {
  const [middle, worst] = [median(ms), Math.max(...ms)];
  return {
    what: `${what} (${count} trajectories)`,
    measured: `${middle.toFixed(0)} ms, at most ${worst.toFixed(0)} ms`,
    demanded: `under ${limitMs} ms`,
    reached: middle < limitMs,
  };
}

function memoryFindings(memory: { now: number; peak: number } | null): Finding[] {
  if (memory === null) return [];
  return [
    {
      what: "memory of the server",
      measured: `${memory.now.toFixed(0)} MB, at most ${memory.peak.toFixed(0)} MB`,
      demanded: "under 300 MB",
      reached: memory.peak < 300,
    },
  ];
}

/** Indexing goes on beside everything else: what it takes of the processor is no part of the other timings. */
async function untilIndexed(url: string, run: string): Promise<number> {
  const began = performance.now();
  const events = await fetch(`${url}live/events`, { signal: cutShort.signal });
  const isDone = async (): Promise<boolean> => {
    const answer = await fetch(`${url}live/${run}/search?q=x`);
    const { indexed, of } = (await answer.json()) as { indexed: number; of: number };
    return indexed >= of;
  };
  for await (const _ of events.body ?? []) if (await isDone()) break;
  return performance.now() - began;
}

async function idsOf(url: string, run: string): Promise<string[]> {
  const rows = (await (await fetch(`${url}data/${run}/rows.json`)).json()) as { id: string }[];
  return rows.map(({ id }) => id);
}
