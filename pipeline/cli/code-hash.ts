import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256Hex } from "../run/digest.ts";

const projectDir = join(import.meta.dirname, "..", "..");

/** Hash over the program's own code and schemas: equal where two machines run the same, whatever its version is called. */
export async function codeHash(): Promise<string> {
  const parts: string[] = [];
  for (const room of ["pipeline", "stages", "schemas"]) {
    const dir = join(projectDir, room);
    const entries = await readdir(dir, { recursive: true, withFileTypes: true });
    const files = entries.flatMap((entry) =>
      entry.isFile() && /\.(ts|mjs|json)$/.test(entry.name) ? [join(entry.parentPath, entry.name)] : [],
    );
    for (const path of files.sort())
      parts.push(`${path.slice(projectDir.length)} ${sha256Hex(await readFile(path))}`);
  }
  return sha256Hex(parts.join("\n"));
}
