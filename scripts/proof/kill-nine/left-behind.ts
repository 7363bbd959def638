import { readdir } from "node:fs/promises";

/** A lock, marks of work under way, and files that were to be renamed. What a torn write left is set aside on purpose, and told. */
export async function leftBehind(dir: string): Promise<string[]> {
  const files = await readdir(dir, { recursive: true });
  return files
    .filter((file) => file === "run.lock" || file.endsWith(".tmp") || file.endsWith("under-way.json"))
    .map((file) => `${file} was left behind`);
}
