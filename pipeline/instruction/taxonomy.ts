import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ApplicationType, Category, FeatureFamily, Taxonomy } from "../contracts/generated/taxonomy.ts";
import { checkContract } from "../contracts/validators.ts";
import { errorMessage, UserError } from "../errors.ts";

export type { ApplicationType, Category, FeatureFamily, Taxonomy };

const builtIn = join(import.meta.dirname, "..", "..", "data", "taxonomy");

/** Loads what instructions are sampled from. Throws UserError naming the folder and what is wrong in it. */
export async function loadTaxonomy(folder: string = builtIn): Promise<Taxonomy> {
  const [applicationTypes, colorPairs, featureFamilies, categories] = await Promise.all(
    ["application-types", "color-pairs", "feature-families", "categories"].map((name) =>
      readJson(join(folder, `${name}.json`)),
    ),
  );
  const parts = { applicationTypes, colorPairs, featureFamilies };
  const checked = checkContract(
    "taxonomy",
    typeof categories === "object" ? { ...parts, ...categories } : parts,
  );
  if (!checked.ok)
    throw new UserError(
      `Taxonomy ${folder}: ${checked.problems.slice(0, 5).join("; ")}. Correct the file of that name.`,
    );
  return checked.value;
}

/**
 * The types to sample from, in the taxonomy's order: those named, or all for null.
 * Throws UserError on a name the taxonomy does not have.
 */
export function selectApplicationTypes(
  taxonomy: Taxonomy,
  names: readonly string[] | null,
): ApplicationType[] {
  if (names === null) return taxonomy.applicationTypes;
  const known = taxonomy.applicationTypes.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new UserError(
      `synthesize.applicationTypes: ${JSON.stringify(unknown[0])} is no known application type. ` +
        `Use some of: ${known.join(", ")}.`,
    );
  return taxonomy.applicationTypes.filter(({ name }) => names.includes(name));
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new UserError(`Taxonomy file ${path} cannot be read: ${errorMessage(cause)}.`, { cause });
  }
}
