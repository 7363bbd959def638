import { createRequire } from "node:module";
import { dirname } from "node:path";

/** Folder of the npm package that the project brings. Throws when it is not installed. */
export function npmFolder(): string {
  return dirname(createRequire(import.meta.url).resolve("npm/package.json"));
}
