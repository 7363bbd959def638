import type { Finding } from "../finding.ts";

/** Runs TypeScript as it stands, and has what the code uses. */
const minMajor = 24;

/** The Node.js that runs the pipeline. */
export async function checkNode(): Promise<Finding> {
  const version = process.versions.node;
  const base = { id: "node", title: "Node.js", version, found: process.execPath };
  if (Number.parseInt(version, 10) >= minMajor) return { ...base, status: "ok" };
  return {
    ...base,
    status: "broken",
    remedy: `Version ${minMajor} or newer is needed. "npm run setup" installs it into this project: start commands with "npx curate".`,
  };
}
