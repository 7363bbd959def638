import { readFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "templates");
const cache = new Map<string, string>();

/** The text of a file under templates/. They are part of the program: real source files that are checked and formatted with it. */
export function template(path: string): string {
  const known = cache.get(path) ?? readFileSync(join(folder, path), "utf8");
  cache.set(path, known);
  return known;
}
