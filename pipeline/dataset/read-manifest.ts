import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { DatasetManifest } from "../contracts/generated/dataset-manifest.ts";
import { checkContract } from "../contracts/validators.ts";
import { errorMessage, UserError } from "../errors.ts";

export type { DatasetManifest };

export const manifestFile = "manifest.json";
export const cardFile = "README.md";

/** The manifest of a dataset folder. Throws UserError when there is none that can be read. */
export async function readManifest(dir: string): Promise<DatasetManifest> {
  const path = join(dir, manifestFile);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw new UserError(
      `${path} cannot be read (${errorMessage(cause)}). Name a folder that \`curate emit\` wrote.`,
      { cause },
    );
  }
  return parseManifest(text, path);
}

/** Checks a manifest's text. `path` names it in errors. */
export function parseManifest(text: string, path: string): DatasetManifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UserError(
      `${path} cannot be read (${errorMessage(cause)}). Name a folder that \`curate emit\` wrote.`,
      { cause },
    );
  }
  const checked = checkContract("dataset-manifest", value);
  if (checked.ok) return checked.value;
  throw new UserError(`${path}: ${checked.problems.join("; ")}. Emit the dataset again.`);
}
