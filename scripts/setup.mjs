// Plain JavaScript without dependencies: this is the first thing that runs in a fresh clone, on any Node.js from 18 on.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import {
  isNodeNewEnough,
  minNodeMajor,
  projectNode,
  runWithProjectNode,
} from "../pipeline/cli/project-node.mjs";

const minBootstrapMajor = 18;
const projectDir = fileURLToPath(new URL("..", import.meta.url));
const modulesDir = join(projectDir, "node_modules");
const lockPath = join(projectDir, "package-lock.json");

/** What was set up: its key, then the programs it rests on, a line each. Goes when node_modules goes. */
const stampPath = join(modulesDir, ".setup");
const installLimitMs = 20 * 60_000;
const progressIntervalMs = 15_000;
const shownLines = 15;

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
    remedy: `A file belongs to another user: make ${projectDir} and npm's cache yours with chown, then start again.`,
  },
  { pattern: /ENOSPC/, remedy: "The disk is full: free at least 2 GB, then start again." },
  {
    pattern: /EUSAGE/,
    remedy: 'package.json and package-lock.json disagree: run "npm install", then start again.',
  },
];

/** Sets this machine up for the project, doing only what is not done yet; then runs `next`, if any. */
async function main([next, ...args]) {
  if (Number.parseInt(process.versions.node, 10) < minBootstrapMajor) {
    return fail(
      `Node.js ${minBootstrapMajor} or newer is needed to begin with, found ${process.versions.node}. Install it from https://nodejs.org; the project then brings its own.`,
    );
  }
  if (!isSetUp()) {
    const code = (await installDependencies()) || (await prepareMachine());
    if (code !== 0) return code;
  }
  say("ready");
  return next === undefined ? 0 : await runWithProjectNode(join(projectDir, next), args);
}

/** Whether an earlier setup still holds: nothing asked for has changed, nothing found has gone. */
function isSetUp() {
  if (!existsSync(stampPath)) return false;
  const [key, ...programs] = readFileSync(stampPath, "utf8").split("\n");
  return key === setupKey() && programs.every((path) => existsSync(path));
}

/** Hash of all that decides what has to be there. */
function setupKey() {
  const machine = [process.platform, process.arch, process.getuid?.(), process.env.CHROMIUM_PATH];
  return createHash("sha256").update(readFileSync(lockPath)).update(JSON.stringify(machine)).digest("hex");
}

async function installDependencies() {
  if (isInstalled()) return 0;
  say("installing the dependencies with npm ci, which can take some minutes");
  const startedAt = Date.now();
  const progress = setInterval(
    () => say(`  still installing (${secondsSince(startedAt)} s)`),
    progressIntervalMs,
  );
  const { code, output } = await runNpmCi().finally(() => clearInterval(progress));
  if (code !== 0) {
    const lines = output.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("npm warn"));
    const remedy = remedies.find(({ pattern }) => pattern.test(output))?.remedy ?? "";
    return fail(
      ["npm ci failed. Its last words:", ...lines.slice(-shownLines).map((line) => `  ${line}`), remedy].join(
        "\n",
      ),
    );
  }
  if (!existsSync(projectNode) && !isNodeNewEnough()) {
    return fail(
      `npm did not install the project's Node.js ${minNodeMajor}, as it runs no install scripts here (see "npm config get ignore-scripts"). Run "npm rebuild node --ignore-scripts=false", or start with a Node.js ${minNodeMajor} of your own.`,
    );
  }
  say(`dependencies installed (${secondsSince(startedAt)} s)`);
  return 0;
}

/** Whether node_modules holds what the lock file names, whoever installed it, for this platform. */
function isInstalled() {
  // npm writes this file last
  const installedPath = join(modulesDir, ".package-lock.json");
  if (!existsSync(installedPath)) return false;
  const installed = readPackages(installedPath);
  const wanted = Object.entries(readPackages(lockPath)).filter(([path]) => path !== "");
  const isAsWanted = wanted.every(([path, { version, optional }]) =>
    installed[path] === undefined ? optional === true : installed[path].version === version,
  );
  return isAsWanted && spawnSync(projectNode, ["--version"]).status === 0;
}

/** The packages of a lock file by their path (https://docs.npmjs.com/cli/configuring-npm/package-lock-json). */
function readPackages(path) {
  return JSON.parse(readFileSync(path, "utf8")).packages;
}

/** Runs npm ci. The code is null when it was ended by a signal or by our limit. */
function runNpmCi() {
  const args = ["ci", "--no-audit", "--no-fund", "--no-progress", "--include=dev"];
  const child = spawn("npm", args, {
    cwd: projectDir,
    env: { ...process.env, PATH: pathWithoutProject() },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: installLimitMs,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk) => {
      output += chunk;
    });
  }
  return new Promise((resolve) => {
    child.once("error", (error) =>
      resolve({ code: null, output: `npm cannot be started: ${error.message}` }),
    );
    child.once("close", (code) => resolve({ code, output }));
  });
}

/** The project brings an npm too, which must not be the one that replaces node_modules. */
function pathWithoutProject() {
  const isOutside = (folder) => relative(modulesDir, folder).split(sep)[0] === "..";
  return (process.env.PATH ?? "").split(delimiter).filter(isOutside).join(delimiter);
}

/** The rest needs the dependencies and the project's own Node.js. */
function prepareMachine() {
  return runWithProjectNode(join(projectDir, "scripts", "prepare-machine.ts"), [stampPath, setupKey()]);
}

function secondsSince(startedAt) {
  return Math.round((Date.now() - startedAt) / 1000);
}

function say(message) {
  console.log(`setup: ${message}`);
}

function fail(message) {
  console.error(`setup: ${message}`);
  return 2;
}

process.exitCode = await main(process.argv.slice(2));
