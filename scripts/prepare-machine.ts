import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
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
import { installCommand, type SystemNeed, systemPackages } from "../pipeline/doctor/system-packages.ts";
import { findProgram } from "../pipeline/find-program.ts";
import { runInstaller } from "./run-installer.ts";

const checkLimitMs = 60_000;
/** Playwright tells every tenth of its download: after so long a silence it is not going to come. */
const downloadSilenceMs = 90_000;

/** What can be installed, and how to see whether it is there. */
const needs: readonly { need: SystemNeed; check: MachineCheck }[] = [
  { need: "browser", check: checkBrowser },
  { need: "fonts", check: checkFonts },
  { need: "bubblewrap", check: checkBubblewrap },
  { need: "process-tools", check: checkProcessTools },
];

/** Installs what this machine lacks, as far as this user may, and says what is there. Returns the exit code. */
async function prepareMachine(stampPath: string, key: string): Promise<number> {
  const machine = await describeMachine({
    env: process.env,
    configuredBrowserPath: process.env.CHROMIUM_PATH || null,
    workFolder: join(import.meta.dirname, ".."),
  });
  await installLacking(machine);

  const inspected = await inspectNeeds(machine);
  const signal = AbortSignal.timeout(checkLimitMs);
  const findings = [
    ...inspected.map(({ finding }) => finding),
    await checkUserNamespaces(machine, signal),
    await checkSandbox(machine, signal),
  ];
  const titleWidth = Math.max(...findings.map(({ title }) => title.length));
  for (const finding of findings) console.log(formatFinding(finding, titleWidth));
  if (!findings.some(isBlocking)) {
    await remember(machine, stampPath, key);
    return 0;
  }
  const installable = inspected
    .filter(({ need, finding }) => isBlocking(finding) && isInstallable(machine, need))
    .map(({ need }) => need);
  if (installable.length > 1) console.error(`setup: all at once: ${installCommand(machine, installable)}`);
  console.error('setup: do what the lines with "->" say, then start again.');
  return 2;
}

async function inspectNeeds(machine: Machine): Promise<{ need: SystemNeed; finding: Finding }[]> {
  const signal = AbortSignal.timeout(checkLimitMs);
  return Promise.all(needs.map(async ({ need, check }) => ({ need, finding: await check(machine, signal) })));
}

/** Whether a package helps. Not where a browser was named: another one would make other screenshots. */
function isInstallable(machine: Machine, need: SystemNeed): boolean {
  if (need === "browser" && machine.configuredBrowserPath !== null) return false;
  return systemPackages(machine.distribution, [need]).length > 0;
}

async function installLacking(machine: Machine): Promise<void> {
  const lacking = (await inspectNeeds(machine))
    .filter(({ finding }) => finding.status !== "ok")
    .map(({ need }) => need);
  const installable = lacking.filter((need) => isInstallable(machine, need));
  if (installable.length > 0 && (await mayUseApt(machine))) await installPackages(machine, installable);
  if (!lacking.includes("browser") || machine.configuredBrowserPath !== null) return;
  const browser = await checkBrowser(machine, AbortSignal.timeout(checkLimitMs));
  if (isBlocking(browser)) await installPlaywrightBrowser(machine);
}

async function mayUseApt({ uid, searchPath }: Machine): Promise<boolean> {
  return uid === 0 && (await findProgram("apt-get", searchPath)) !== null;
}

async function installPackages(machine: Machine, lacking: readonly SystemNeed[]): Promise<void> {
  const packages = systemPackages(machine.distribution, lacking);
  const apt = ["apt-get", "-o", "DPkg::Lock::Timeout=60", "-o", "Acquire::http::Timeout=30"];
  await runInstaller({ title: "apt-get update", command: [...apt, "update"] });
  await runInstaller({
    title: `apt-get install ${packages.join(" ")}`,
    command: [...apt, "install", "-y", "--no-install-recommends", ...packages],
  });
}

/** Playwright's own Chromium; root also gets the libraries it needs, on the systems that Playwright knows. */
async function installPlaywrightBrowser(machine: Machine): Promise<void> {
  const cli = join(dirname(createRequire(import.meta.url).resolve("playwright/package.json")), "cli.js");
  const withLibraries = (await mayUseApt(machine)) ? ["--with-deps"] : [];
  await runInstaller({
    title: "playwright install chromium",
    command: [process.execPath, cli, "install", ...withLibraries, "--no-shell", "chromium"],
    silenceMs: downloadSilenceMs,
  });
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
  try {
    await writeFile(stampPath, [key, process.execPath, browser?.path, ...tools].join("\n"));
  } catch {
    // node_modules belongs to someone else: for this user, everything is looked at again each time
  }
}

const [stampPath = "", key = ""] = process.argv.slice(2);
process.exitCode = await prepareMachine(stampPath, key);
