// Plain JavaScript without dependencies, as setup.mjs.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join, relative, sep } from "node:path";
import { isNodeNewEnough, minNodeMajor, projectNode } from "../pipeline/cli/project-node.mjs";

const limitMs = 20 * 60_000;
const progressIntervalMs = 15_000;
const shownLines = 15;
const quiet = ["--no-audit", "--no-fund", "--no-progress", "--include=dev"];

/** npm's error codes and what helps against them. */
const remedies = [
  {
    pattern: /EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|CERT|SELF_SIGNED/,
    remedy:
      'The npm registry cannot be reached: check the network, "npm config get registry", and behind a proxy "npm config set https-proxy URL".',
  },
  {
    pattern: /E401|E403/,
    remedy: 'The npm registry refuses: log in with "npm login", or check "npm config get registry".',
  },
  {
    pattern: /EACCES|EPERM/,
    remedy:
      "A file belongs to another user: make this folder and npm's cache yours with chown, then start again.",
  },
  { pattern: /ENOSPC/, remedy: "The disk is full: free at least 2 GB, then start again." },
  {
    pattern: /EUSAGE/,
    remedy: 'package.json and package-lock.json disagree: run "npm install", then start again.',
  },
];

/**
 * Makes node_modules hold what the lock file names, unless it does.
 * @param {string} projectDir
 * @param {(message: string) => void} say tells of progress
 * @returns {Promise<string | null>} what went wrong and what to do about it, or null
 */
export async function installDependencies(projectDir, say) {
  if (isInstalled(projectDir)) return null;
  say("installing the dependencies with npm ci, which can take some minutes");
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  const progress = setInterval(() => say(`  still installing (${seconds()} s)`), progressIntervalMs);
  try {
    // the project brings an npm too, which must not be the one that removes node_modules
    const env = { ...process.env, PATH: pathOutside(join(projectDir, "node_modules")) };
    const installed = await run("npm", ["ci", ...quiet], { cwd: projectDir, env });
    if (installed.code !== 0) return describeFailure(installed.output);
    if (isNodeNewEnough()) return null;
    if (!existsSync(projectNode)) {
      return `npm did not install the project's Node.js ${minNodeMajor}, as it runs no install scripts here (see "npm config get ignore-scripts"). Run "npm rebuild node --ignore-scripts=false", or start with a Node.js ${minNodeMajor} of your own.`;
    }
    const completed = await complete(projectDir, env);
    return completed.code === 0 ? null : describeFailure(completed.output);
  } finally {
    clearInterval(progress);
    say(`npm has ended (${seconds()} s)`);
  }
}

/**
 * An older Node.js leaves out the platform packages that ask for a newer one. The project's own npm and Node.js get
 * them, with the machine-wide settings of the npm that was started.
 */
async function complete(projectDir, env) {
  const { output } = await run("npm", ["config", "get", "globalconfig"], { cwd: projectDir, env });
  const npm = join(projectDir, "node_modules", "npm", "bin", "npm-cli.js");
  return run(projectNode, [npm, "install", "--no-save", ...quiet], {
    cwd: projectDir,
    env: { ...env, npm_config_globalconfig: output.trim().split("\n").at(-1) },
  });
}

/** Whether node_modules holds what the lock file names, whoever installed it, for this machine. */
function isInstalled(projectDir) {
  // npm writes this file last
  const installedPath = join(projectDir, "node_modules", ".package-lock.json");
  if (!existsSync(installedPath)) return false;
  const installed = readPackages(installedPath);
  const wanted = Object.entries(readPackages(join(projectDir, "package-lock.json")));
  const isAsWanted = wanted.every(([path, entry]) => {
    if (path === "") return true;
    const found = installed[path];
    return found === undefined ? entry.optional && !isMadeForHere(entry) : found.version === entry.version;
  });
  return isAsWanted && spawnSync(projectNode, ["--version"]).status === 0;
}

/** The packages of a lock file by their path (https://docs.npmjs.com/cli/configuring-npm/package-lock-json). */
function readPackages(path) {
  return JSON.parse(readFileSync(path, "utf8")).packages;
}

/** Whether an optional package names a platform, and it is this one. */
function isMadeForHere({ os, cpu, libc }) {
  if (os === undefined && cpu === undefined) return false;
  const libcHere = process.report.getReport().header.glibcVersionRuntime ? "glibc" : "musl";
  return [
    [os, process.platform],
    [cpu, process.arch],
    [libc, libcHere],
  ].every(([wanted, here]) => wanted === undefined || wanted.includes(here));
}

/** Runs a program to its end. The code is null when it was ended by a signal or by our limit. */
function run(program, args, options) {
  const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"], timeout: limitMs });
  let output = "";
  for (const stream of [child.stderr, child.stdout]) {
    stream.setEncoding("utf8").on("data", (chunk) => {
      output += chunk;
    });
  }
  return new Promise((resolve) => {
    child.once("error", (error) =>
      resolve({ code: null, output: `${program} cannot be started: ${error.message}` }),
    );
    child.once("close", (code) => resolve({ code, output }));
  });
}

function pathOutside(folder) {
  const isOutside = (entry) => relative(folder, entry).split(sep)[0] === "..";
  return (process.env.PATH ?? "").split(delimiter).filter(isOutside).join(delimiter);
}

function describeFailure(output) {
  const lines = output.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("npm warn"));
  const remedy = remedies.find(({ pattern }) => pattern.test(output))?.remedy ?? "";
  const shown = lines.slice(-shownLines).map((line) => `  ${line}`);
  return ["npm failed. Its last words:", ...shown, remedy].join("\n").trimEnd();
}
