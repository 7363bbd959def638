// Plain JavaScript without dependencies: it runs on any Node.js from 18 on, before anything is installed.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";

/** The first Node.js that runs TypeScript as it stands and has what the code uses. */
export const minNodeMajor = 24;

/** Where npm puts the Node.js that the project brings for itself. */
export const projectNode = fileURLToPath(new URL("../../node_modules/node/bin/node", import.meta.url));

/** @returns {boolean} whether the Node.js that runs this is new enough for the project */
export function isNodeNewEnough() {
  return Number.parseInt(process.versions.node, 10) >= minNodeMajor;
}

/**
 * Runs a script with the project's Node.js, as if it had been started instead of this process: same streams, signals
 * passed on, and its exit code, or 128 and the signal's number.
 * @param {string} script path
 * @param {string[]} args
 * @returns {Promise<number>}
 */
export function runWithProjectNode(script, args) {
  const child = spawn(existsSync(projectNode) ? projectNode : process.execPath, [script, ...args], {
    stdio: "inherit",
  });
  const forward = (signal) => child.kill(signal);
  // Ctrl-C in a terminal reaches the child by itself; a second one would mean "stop at once"
  const onInterrupt = () => process.stdin.isTTY || child.kill("SIGINT");
  process.on("SIGTERM", forward).on("SIGHUP", forward).on("SIGINT", onInterrupt);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      process.off("SIGTERM", forward).off("SIGHUP", forward).off("SIGINT", onInterrupt);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}
