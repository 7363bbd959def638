/** A site's files by path, in the order in which a reply sends them. */
export type SourceFiles = ReadonlyMap<string, string>;

/** The files with one of them changed. Throws when the file is missing or the change changes nothing: a template moved away from its flaw. */
export function withChangedFile(
  files: SourceFiles,
  path: string,
  change: (text: string) => string,
): SourceFiles {
  const before = files.get(path);
  const after = before === undefined ? undefined : change(before);
  if (after === undefined || after === before) throw new Error(`${path}: there is nothing to change in it`);
  return new Map(files).set(path, after);
}

/** What has to be sent to turn one state of a site into another. */
export function changedFiles(before: SourceFiles, after: SourceFiles): SourceFiles {
  return new Map([...after].filter(([path, text]) => before.get(path) !== text));
}
