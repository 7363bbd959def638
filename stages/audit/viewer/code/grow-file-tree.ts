export type FileChange = "added" | "changed" | "same" | "deleted";

export type FileTreeNode<File> = FolderNode<File> | FileNode<File>;

export interface FolderNode<File> {
  kind: "folder";
  /** `src`, or `src/components` where nothing else is in `src`. */
  name: string;
  path: string;
  children: FileTreeNode<File>[];
  /** Files in it, at any depth, that are not `same`. */
  changes: number;
}

export interface FileNode<File> {
  kind: "file";
  name: string;
  path: string;
  file: File;
}

/**
 * The folders that a list of paths makes: folders first, each level in alphabetical order, a folder that holds nothing
 * but one folder drawn together with it. Names are whatever a model wrote: an empty part counts as a name, too.
 */
export function growFileTree<File extends { path: string; change: FileChange }>(
  files: readonly File[],
): FileTreeNode<File>[] {
  const root: FolderNode<File> = { kind: "folder", name: "", path: "", children: [], changes: 0 };
  const folders = new Map<string, FolderNode<File>>([["", root]]);
  for (const file of files) {
    const parts = file.path.split("/");
    const name = parts.pop() ?? "";
    const inside = [root];
    let path = "";
    for (const part of parts) {
      path += `${part}/`;
      inside.push(folderAt(path, { part, folders, parent: inside.at(-1) ?? root }));
    }
    inside.at(-1)?.children.push({ kind: "file", name, path: file.path, file });
    if (file.change !== "same") for (const folder of inside) folder.changes++;
  }
  return sorted(root.children.map(compact));
}

function folderAt<File>(
  path: string,
  at: { part: string; folders: Map<string, FolderNode<File>>; parent: FolderNode<File> },
): FolderNode<File> {
  const known = at.folders.get(path);
  if (known !== undefined) return known;
  const folder: FolderNode<File> = { kind: "folder", name: at.part, path, children: [], changes: 0 };
  at.folders.set(path, folder);
  at.parent.children.push(folder);
  return folder;
}

function compact<File>(node: FileTreeNode<File>): FileTreeNode<File> {
  if (node.kind === "file") return node;
  const [only] = node.children;
  if (node.children.length === 1 && only?.kind === "folder")
    return compact({ ...only, name: `${node.name}/${only.name}` });
  return { ...node, children: sorted(node.children.map(compact)) };
}

function sorted<File>(nodes: FileTreeNode<File>[]): FileTreeNode<File>[] {
  return nodes.toSorted((a, b) =>
    a.kind === b.kind ? compareNames(a.name, b.name) : a.kind === "folder" ? -1 : 1,
  );
}

function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
