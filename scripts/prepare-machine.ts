import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { $ } from "zx";
import { findBrowser } from "../pipeline/browser/find-browser.ts";
import { checkBrowser } from "../pipeline/doctor/checks/browser.ts";
import { checkBubblewrap } from "../pipeline/doctor/checks/bubblewrap.ts";
import { checkFonts } from "../pipeline/doctor/checks/fonts.ts";
import { checkProcessTools } from "../pipeline/doctor/checks/process-tools.ts";
import { checkSandbox } from "../pipeline/doctor/checks/sandbox.ts";
import { checkUserNamespaces } from "../pipeline/doctor/checks/user-namespaces.ts";
import { type Finding, isBlocking } from "../pipeline/doctor/finding.ts";
import { formatFinding } from "../pipeline/doctor/format-report.ts";
import { describeMachine, type Machine, type MachineCheck } from "../pipeline/doctor/machine.ts";
import { type SystemNeed, systemPackages } from "../pipeline/doctor/system-packages.ts";
import { findProgram } from "../pipeline/find-program.ts";

const checkLimitMs = 60_000;
const installLimitMs = 15 * 60_000;
/** Playwright tells every tenth of its download: after so long a silence it is not going to come. */
const downloadSilenceMs = 90_000;
const progressIntervalMs = 15_000;
const shownLines = 5;

/** What can be installed, and how to see whether it is there. */
const needs: Record<SystemNeed, MachineCheck> = {
  browser: checkBrowser,
  fonts: checkFonts,
  bubblewrap: checkBubblewrap,
  "process-tools": checkProcessTools,
};

/** Installs what this machine lacks, as far as this user may. Returns the exit code. */
async function prepareMachine(stampPath: string, key: string): Promise<number> {
  const machine = await describeMachine({
    env: process.env,
    configuredBrowserPath: process.env.CHROMIUM_PATH || null,
    workFolder: join(import.meta.dirname, ".."),
  });
  await installMissing(machine);

  const checks = [...Object.values(needs), checkUserNamespaces, checkSandbox];
  const findings = await Promise.all(
    checks.map((check) => check(machine, AbortSignal.timeout(checkLimitMs))),
  );
  const titleWidth = Math.max(...findings.map(({ title }) => title.length));
  for (const finding of findings) console.log(formatFinding(finding, titleWidth));
  if (findings.some(isBlocking)) {
    console.error('setup: do what the lines with "->" say, then start again.');
    return 2;
  }
  await remember(machine, stampPath, key);
  return 0;
}

async function installMissing(machine: Machine): Promise<void> {
  const unmet = await findUnmet(machine);
  if (unmet.length === 0) return;
  if (machine.uid === 0 && (await hasApt(machine))) await installPackages(machine, unmet);
  // a browser that was named and is not there must be named rightly: another one would make other screenshots
  if (unmet.includes("browser") && machine.configuredBrowserPath === null) {
    const browser = await checkBrowser(machine, AbortSignal.timeout(checkLimitMs));
    if (isBlocking(browser)) await installPlaywrightBrowser(machine);
  }
}

async function findUnmet(machine: Machine): Promise<SystemNeed[]> {
  const unmet: SystemNeed[] = [];
  for (const need of ["browser", "fonts", "bubblewrap", "process-tools"] as const) {
    const { status }: Finding = await needs[need](machine, AbortSignal.timeout(checkLimitMs));
    if (status !== "ok") unmet.push(need);
  }
  return unmet;
}

async function hasApt(machine: Machine): Promise<boolean> {
  return (await findProgram("apt-get", machine.searchPath)) !== null;
}

async function installPackages(machine: Machine, unmet: readonly SystemNeed[]): Promise<void> {
  const packages = systemPackages(machine.distribution, unmet);
  if (packages.length === 0) return;
  const options = [
    "-o",
    "DPkg::Lock::Timeout=60",
    "-o",
    "Acquire::Retries=2",
    "-o",
    "Acquire::http::Timeout=30",
  ];
  const lists = ["apt-get", ...options, "update"];
  const install = ["apt-get", ...options, "install", "-y", "--no-install-recommends", ...packages];
  await runAction("package lists read with apt-get update", lists);
  await runAction(`${packages.join(", ")} installed with apt-get`, install);
}

/** Playwright's own Chromium; root also gets the libraries it needs, on the systems that Playwright knows. */
async function installPlaywrightBrowser(machine: Machine): Promise<void> {
  const cli = join(dirname(createRequire(import.meta.url).resolve("playwright/package.json")), "cli.js");
  const withLibraries = machine.uid === 0 && (await hasApt(machine)) ? ["--with-deps"] : [];
  const command = [process.execPath, cli, "install", ...withLibraries, "--no-shell", "chromium"];
  await runAction("Playwright's Chromium downloaded", command, { silenceMs: downloadSilenceMs });
}

/**
 * Runs one installer to its end or our limit; with `silenceMs`, also no longer than it goes without a word.
 * Only tells how it went: the checks decide what is there.
 */
async function runAction(
  done: string,
  command: readonly string[],
  { silenceMs = installLimitMs }: { silenceMs?: number } = {},
): Promise<void> {
  const startedAt = performance.now();
  const seconds = (): string => `${Math.round((performance.now() - startedAt) / 1000)} s`;
  const running = $({
    nothrow: true,
    quiet: true,
    timeout: installLimitMs,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  })`${command}`;
  const silence = setTimeout(() => void running.kill("SIGKILL"), silenceMs);
  const progress = setInterval(() => console.log(`setup:   still at it (${seconds()})`), progressIntervalMs);
  for (const stream of [running.stdout, running.stderr]) stream.on("data", () => silence.refresh());
  try {
    const { ok, stdout, stderr } = await running;
    if (ok) return console.log(`setup: ${done} (${seconds()})`);
    const lines = `${stdout}\n${stderr}`.split("\n").filter((line) => line.trim() !== "");
    console.log(`setup: not ${done} (${seconds()}):`);
    for (const line of lines.slice(-shownLines)) console.log(`  ${line}`);
  } finally {
    clearTimeout(silence);
    clearInterval(progress);
  }
}

/** Leaves word for the next setup: nothing to do while `key` is the same and the programs are there. */
async function remember(machine: Machine, stampPath: string, key: string): Promise<void> {
  const { configuredBrowserPath, playwrightBrowserPath, searchPath } = machine;
  const browser = await findBrowser({
    ...(configuredBrowserPath ? { configuredPath: configuredBrowserPath } : {}),
    playwrightPath: playwrightBrowserPath,
    searchPath,
  });
  const tools = await Promise.all(
    ["bwrap", "prlimit", "setpriv"].map((name) => findProgram(name, searchPath)),
  );
  const programs = [process.execPath, browser?.path, ...tools];
  try {
    await writeFile(stampPath, [key, ...programs].join("\n"));
  } catch {
    // node_modules belongs to someone else: this user's setup looks at everything again each time
  }
}

const [stampPath = "", key = ""] = process.argv.slice(2);
process.exitCode = await prepareMachine(stampPath, key);
