/**
 * The names taken in a workspace. Sites move between file systems: two names that differ only in upper and lower case
 * cannot stand side by side, and a name is a file or a folder.
 */
export class TakenNames {
  /** lower case to the name as written */
  readonly #files = new Map<string, string>();
  readonly #folders = new Map<string, string>();

  constructor(paths: Iterable<string>) {
    for (const path of paths) this.add(path);
  }

  add(path: string): void {
    this.#files.set(path.toLowerCase(), path);
    for (const folder of foldersOf(path)) this.#folders.set(folder.toLowerCase(), folder);
  }

  /** Why a file of this path cannot stand beside the others; null when it can, or is one of them. */
  problem(path: string): string | null {
    const file = this.#files.get(path.toLowerCase());
    if (file !== undefined && file !== path) return `it differs from ${file} only in upper and lower case`;
    const folder = this.#folders.get(path.toLowerCase());
    if (folder !== undefined) return `${folder} is a folder`;
    for (const above of foldersOf(path)) {
      const taken = this.#files.get(above.toLowerCase());
      if (taken !== undefined) return `${taken} is a file`;
      const written = this.#folders.get(above.toLowerCase());
      if (written !== undefined && written !== above)
        return `its folder differs from ${written} only in upper and lower case`;
    }
    return null;
  }
}

/** "a/b/c.js" lies in "a" and "a/b". */
function foldersOf(path: string): string[] {
  const folders: string[] = [];
  for (let slash = path.indexOf("/"); slash >= 0; slash = path.indexOf("/", slash + 1))
    folders.push(path.slice(0, slash));
  return folders;
}
