import { execFile } from "node:child_process";
import { promisify } from "node:util";

/**
 * Options that keep pip to this machine where it is set up with package indexes on its disk: without them it would ask
 * the public index too, and wait for it. No options where pip is set up in any other way.
 */
export async function pipIndexes(python: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)(python, ["-m", "pip", "config", "list"]).catch(() => ({
    stdout: "",
  }));
  return localIndexOptions(stdout);
}

/** The same, from what `pip config list` says: a line `NAME='VALUE'` for each setting. */
export function localIndexOptions(settings: string): string[] {
  const valuesOf = (name: string): string[] =>
    [...settings.matchAll(new RegExp(`^[^=\\n]*\\.${name}='([^'\\n]*)'$`, "gm"))].flatMap(([, value = ""]) =>
      value.split(/\s+|\\n/).filter((url) => url !== ""),
    );
  const [first, ...others] = [...valuesOf("index-url"), ...valuesOf("extra-index-url")];
  if (first === undefined || ![first, ...others].every((url) => url.startsWith("file:"))) return [];
  return ["--index-url", first, ...others.flatMap((url) => ["--extra-index-url", url])];
}
