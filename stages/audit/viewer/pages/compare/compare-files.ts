import type { FileView } from "../../../views/trajectory-view.ts";
import type { FileChange } from "../../code/grow-file-tree.ts";

/** A path of either site. Content is known by its hash, so that equal files need not be read. */
export interface ComparedFile {
  path: string;
  /** From a to b. */
  change: FileChange;
  /** null: the side has no such file. */
  a: string | null;
  b: string | null;
}

/** The files of two sites, by path. What a step deleted is no file of its site. */
export function compareFiles(a: readonly FileView[], b: readonly FileView[]): ComparedFile[] {
  const [before, after] = [refsOf(a), refsOf(b)];
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.map((path) => {
    const refs = { a: before.get(path) ?? null, b: after.get(path) ?? null };
    return { path, ...refs, change: changeOf(refs) };
  });
}

function refsOf(files: readonly FileView[]): Map<string, string> {
  return new Map(files.flatMap(({ path, ref, change }) => (change === "deleted" ? [] : [[path, ref]])));
}

function changeOf({ a, b }: { a: string | null; b: string | null }): FileChange {
  if (a === null) return "added";
  if (b === null) return "deleted";
  return a === b ? "same" : "changed";
}
