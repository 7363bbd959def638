import { glob, readFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";

export const projectDir = join(import.meta.dirname, "..", "..");

/** Code that is given to generated sites, not run by us. */
const templatesDir = "pipeline/model/rehearsal/teacher/templates/";

/** Our own TypeScript and JavaScript, as paths from the project's root. */
export async function sourceFiles(): Promise<string[]> {
  const found = await Array.fromAsync(
    glob("{pipeline,stages,scripts}/**/*.{ts,tsx,mjs}", { cwd: projectDir }),
  );
  return found.filter((path) => !path.startsWith(templatesDir)).sort();
}

export async function readSource(path: string): Promise<string> {
  return readFile(join(projectDir, path), "utf8");
}

/** The project's files that a source imports by a relative path, types and dynamic imports included. */
export function importedFiles(path: string, source: string): string[] {
  const specifiers = source.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"(\.{1,2}\/[^"]+)"/g);
  return [...specifiers].map(([, specifier = ""]) => posix.join(dirname(path), specifier));
}
