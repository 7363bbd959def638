import { useEffect, useRef, useState } from "preact/hooks";
import { type FileChange, type FileTreeNode, growFileTree } from "./grow-file-tree.ts";
import "./code.css";

export interface ListedFile {
  path: string;
  change: FileChange;
}

interface FileTreeViewProps {
  files: readonly ListedFile[];
  /** A path; null: none. */
  selected: string | null;
  onSelect(path: string): void;
}

const marks: Record<FileChange, { sign: string; words: string }> = {
  added: { sign: "A", words: "added" },
  changed: { sign: "M", words: "changed" },
  deleted: { sign: "D", words: "deleted" },
  same: { sign: "", words: "unchanged" },
};

/** A line of the tree that can be reached: what is inside a closed folder cannot. */
interface VisibleItem {
  node: FileTreeNode<ListedFile>;
  level: number;
  parent: string | null;
  place: number;
  of: number;
}

/** Files by the ARIA tree pattern: arrows go through it, open and close folders; Enter selects a file. */
export function FileTreeView({ files, selected, onSelect }: FileTreeViewProps) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState<string | null>(null);
  const tree = useRef<HTMLDivElement>(null);
  const items = visibleItems(growFileTree(files), closed);
  const current = items.find(({ node }) => idOf(node) === active) ?? items[0];
  // another selection moves the place in the tree
  useEffect(() => setActive(selected === null ? null : idOf({ kind: "file", path: selected })), [selected]);
  const toggle = (path: string, close: boolean) => {
    const next = new Set(closed);
    if (close) next.add(path);
    else next.delete(path);
    setClosed(next);
  };
  const focus = (item: VisibleItem | undefined) => {
    if (item === undefined) return;
    setActive(idOf(item.node));
    tree.current?.querySelectorAll<HTMLElement>("[role=treeitem]")[items.indexOf(item)]?.focus();
  };
  const activate = ({ node }: VisibleItem) => {
    if (node.kind === "file") onSelect(node.path);
    else toggle(node.path, !closed.has(node.path));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (current === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    const at = items.indexOf(current);
    const { node } = current;
    const isOpen = node.kind === "folder" && !closed.has(node.path);
    const acts: Record<string, () => void> = {
      ArrowDown: () => focus(items[at + 1]),
      ArrowUp: () => focus(items[at - 1]),
      Home: () => focus(items[0]),
      End: () => focus(items.at(-1)),
      ArrowRight: () => {
        if (node.kind !== "folder") return;
        if (isOpen) focus(items[at + 1]);
        else toggle(node.path, false);
      },
      ArrowLeft: () => {
        if (isOpen) toggle(node.path, true);
        else focus(items.find((item) => idOf(item.node) === current.parent));
      },
      Enter: () => activate(current),
      " ": () => activate(current),
    };
    const act = acts[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  return (
    <div class="file-tree" role="tree" aria-label="Files" ref={tree} onKeyDown={onKeyDown}>
      {items.map((item) => (
        <FileTreeItem
          key={idOf(item.node)}
          item={item}
          isOpen={item.node.kind === "folder" ? !closed.has(item.node.path) : null}
          isSelected={item.node.kind === "file" && item.node.path === selected}
          isActive={item === current}
          onFocus={() => setActive(idOf(item.node))}
          onActivate={() => activate(item)}
        />
      ))}
    </div>
  );
}

interface FileTreeItemProps {
  item: VisibleItem;
  /** null: a file. */
  isOpen: boolean | null;
  isSelected: boolean;
  isActive: boolean;
  onFocus(): void;
  onActivate(): void;
}

function FileTreeItem({ item, isOpen, isSelected, isActive, onFocus, onActivate }: FileTreeItemProps) {
  const { node, level, place, of } = item;
  const change = node.kind === "file" ? node.file.change : "same";
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree answers to the keys
    <div
      role="treeitem"
      class={`file-tree-item level-${Math.min(level, 8)} change-${change}`}
      aria-level={level}
      aria-posinset={place}
      aria-setsize={of}
      aria-expanded={isOpen ?? undefined}
      aria-selected={node.kind === "file" ? isSelected : undefined}
      tabIndex={isActive ? 0 : -1}
      title={node.path}
      onFocus={onFocus}
      onClick={onActivate}
    >
      <span class="file-tree-sign" aria-hidden="true">
        {isOpen === null ? "" : isOpen ? "▾" : "▸"}
      </span>
      <span class="file-tree-name">{node.name === "" ? "(no name)" : node.name}</span>
      {node.kind === "folder" && node.changes > 0 && isOpen === false && (
        <span class="count">{node.changes}</span>
      )}
      {change !== "same" && (
        <>
          <span class="file-change" aria-hidden="true">
            {marks[change].sign}
          </span>
          <span class="unseen">, {marks[change].words}</span>
        </>
      )}
    </div>
  );
}

/** A folder and a file may have the same path. */
function idOf({ kind, path }: Pick<FileTreeNode<ListedFile>, "kind" | "path">): string {
  return `${kind}:${path}`;
}

function visibleItems(
  nodes: readonly FileTreeNode<ListedFile>[],
  closed: ReadonlySet<string>,
  { level = 1, parent = null }: { level?: number; parent?: string | null } = {},
): VisibleItem[] {
  return nodes.flatMap((node, order) => {
    const item = { node, level, parent, place: order + 1, of: nodes.length };
    if (node.kind === "file" || closed.has(node.path)) return [item];
    return [item, ...visibleItems(node.children, closed, { level: level + 1, parent: idOf(node) })];
  });
}
