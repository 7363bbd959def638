import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { errorMessage } from "../../errors.ts";
import { npmFolder } from "../../site/npm-folder.ts";
import type { Finding } from "../finding.ts";

/** The npm that installs the generated sites' dependencies: the project's own, so that its version is known. */
export async function checkNpm(): Promise<Finding> {
  const base = { id: "npm", title: "npm" };
  try {
    const folder = npmFolder();
    const manifest: unknown = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    return { ...base, status: "ok", ...versionOf(manifest), found: folder };
  } catch (error) {
    const remedy = `Install the project's dependencies with "npm run setup".`;
    return { ...base, status: "missing", found: errorMessage(error), remedy };
  }
}

function versionOf(manifest: unknown): { version?: string } {
  return manifest !== null &&
    typeof manifest === "object" &&
    "version" in manifest &&
    typeof manifest.version === "string"
    ? { version: manifest.version }
    : {};
}
