// Plain JavaScript without dependencies: this is the first thing that runs in a fresh clone, on any Node.js from 18 on.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runWithProjectNode } from "../pipeline/cli/project-node.mjs";
import { installDependencies } from "./install-dependencies.mjs";

const minBootstrapMajor = 18;
const projectDir = fileURLToPath(new URL("..", import.meta.url));
/** What was set up: its key, then the programs it rests on, a line each. Goes when node_modules goes. */
const stampPath = join(projectDir, "node_modules", ".setup");

/**
 * Sets this machine up for the project, doing only what is not done yet; then runs the script `next`, if any, with the
 * project's Node.js. A shell would still start the old one: it remembers where it found "node" before.
 */
async function main([next, ...args]) {
  if (Number.parseInt(process.versions.node, 10) < minBootstrapMajor) {
    return fail(
      `Node.js ${minBootstrapMajor} or newer is needed to begin with, found ${process.versions.node}. Install it from https://nodejs.org; the project then brings its own.`,
    );
  }
  if (!isSetUp()) {
    const problem = await installDependencies(projectDir, say);
    if (problem !== null) return fail(problem);
    const script = join(projectDir, "scripts", "prepare-machine.ts");
    const code = await runWithProjectNode(script, [stampPath, setupKey()]);
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
  const lock = readFileSync(join(projectDir, "package-lock.json"));
  const machine = [process.platform, process.arch, process.getuid?.(), process.env.CHROMIUM_PATH];
  return createHash("sha256").update(lock).update(JSON.stringify(machine)).digest("hex");
}

function say(message) {
  console.log(`setup: ${message}`);
}

function fail(message) {
  console.error(`setup: ${message}`);
  return 2;
}

process.exitCode = await main(process.argv.slice(2));
