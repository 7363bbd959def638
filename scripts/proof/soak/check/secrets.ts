import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { readPack } from "../../../../pipeline/run/blob-pack.ts";
import { storeFiles } from "../../../../pipeline/run/run-paths.ts";
import type { Evidence } from "./evidence.ts";

/** Where a secret can be read: in a file, in a blob of a pack, or in what a recorder said. */
export async function secretPlaces(
  { driven, paths, journals }: Pick<Evidence, "driven" | "paths" | "journals">,
  secret: string,
): Promise<string[]> {
  const places: string[] = [];
  const entries = await readdir(paths.dir, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((found) => found.isFile())) {
    const path = join(entry.parentPath, entry.name);
    if ((await readFile(path)).includes(secret)) places.push(`the key is in ${path}`);
  }
  for (const id of journals.keys()) {
    const { blobs } = readPack(await readFile(storeFiles(paths.trajectory(id)).pack));
    for (const [ref, raw] of blobs)
      if (Buffer.from(raw).includes(secret)) places.push(`the key is in blob ${ref} of ${id}`);
  }
  if (driven.output.includes(secret) || JSON.stringify(driven.reports).includes(secret))
    places.push("a recorder told the key");
  return places;
}
