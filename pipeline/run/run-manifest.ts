import { readFile } from "node:fs/promises";
import type { RunManifest } from "../contracts/generated/run.ts";
import { checkContract } from "../contracts/validators.ts";
import { hasErrorCode, UserError } from "../errors.ts";
import { writeFileAtomic } from "./atomic-file.ts";

export type { RunManifest };

/** Reads run.json; null when there is none. */
export async function readRunManifest(path: string): Promise<RunManifest | null> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (hasErrorCode(error, "ENOENT")) return null;
    throw error;
  }
  const checked = checkContract("run", parseOrNull(text));
  if (checked.ok) return checked.value;
  throw new UserError(
    `${path} is damaged: ${checked.problems.join("; ")}. Restore it from a copy, or start a new run folder.`,
  );
}

/**
 * Writes run.json for a new run; for an existing one checks that it was made with the same configuration.
 * Throws UserError when it was not: the difference is named.
 */
export async function establishRun(path: string, planned: RunManifest): Promise<RunManifest> {
  const existing = await readRunManifest(path);
  if (existing === null) {
    await writeFileAtomic(path, `${JSON.stringify(planned, null, 2)}\n`);
    return planned;
  }
  checkRun(path, existing, planned);
  return existing;
}

/** Throws UserError when a run was made with another configuration than the planned one: the difference is named. */
export function checkRun(path: string, existing: RunManifest, planned: RunManifest): void {
  if (existing.configHash === planned.configHash) return;
  const changed = changedKeys(existing, planned);
  throw new UserError(
    `Run folder ${path.replace(/[\\/]run\.json$/, "")} was made with another configuration (${changed.join(", ")} differ${changed.length === 1 ? "s" : ""}). ` +
      `Name another folder with --run, or restore the configuration it was made with. Nothing was changed.`,
  );
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // damaged text is reported by the schema check as "must be object"
    return null;
  }
}

function changedKeys(a: RunManifest, b: RunManifest): string[] {
  const flatA = flatten({ ...a.config, promptSet: a.promptSet.hash }, "");
  const flatB = flatten({ ...b.config, promptSet: b.promptSet.hash }, "");
  const relevant = /^(seed|models|record|compat|promptSet)/;
  const keys = new Set([...flatA.keys(), ...flatB.keys()]);
  const changed = [...keys].filter((key) => relevant.test(key) && flatA.get(key) !== flatB.get(key)).sort();
  return changed.length === 0 ? ["the prompt set or a version of the schema"] : changed;
}

function flatten(value: unknown, path: string): Map<string, string> {
  if (value === null || typeof value !== "object") return new Map([[path, JSON.stringify(value)]]);
  return new Map(
    Object.entries(value).flatMap(([key, member]) => [
      ...flatten(member, path === "" ? key : `${path}.${key}`),
    ]),
  );
}
