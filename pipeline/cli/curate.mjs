#!/usr/bin/env node
// Plain JavaScript: the Node.js that npx or a shell finds may be too old for the rest.
import { existsSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";
import { isNodeNewEnough, minNodeMajor, projectNode, runWithProjectNode } from "./project-node.mjs";

/** npm writes this file last: everything is installed once it is there. */
const installedMark = new URL("../../node_modules/.package-lock.json", import.meta.url);
/** What reading and compiling the program came to last time: it starts in half the time. */
const compiled = new URL("../../node_modules/.cache/curate", import.meta.url);
const args = process.argv.slice(2);

if (!existsSync(installedMark)) {
  console.error('curate: its dependencies are not installed. Run "npm start" or "npm run setup" first.');
  process.exitCode = 2;
} else if (isNodeNewEnough()) {
  enableCompileCache(fileURLToPath(compiled));
  const { main } = await import("./main.ts");
  process.exitCode = await main(args, process.env);
} else if (existsSync(projectNode)) {
  process.exitCode = await runWithProjectNode(fileURLToPath(import.meta.url), args);
} else {
  console.error(
    `curate: Node.js ${minNodeMajor} or newer is needed, found ${process.versions.node}. Run "npm run setup" to install it into this project.`,
  );
  process.exitCode = 2;
}
