import type { DatasetDiff } from "../../pipeline/dataset-diff/dataset-diff.ts";
import type { ReleaseFile } from "./local-dataset.ts";

/** What a push would do. */
export type ReleasePlan = AlreadyReleased | MissingTag | OpenPullRequest | NewCommit;

/** The same dataset lies there under a tag. */
export interface AlreadyReleased {
  kind: "already-released";
  tag: string;
  commit: string;
}

/** An earlier push, or a merged pull request, left the commit without its tag. */
export interface MissingTag {
  kind: "missing-tag";
  tag: string;
  commit: string;
}

/** A pull request with this dataset waits to be merged. */
export interface OpenPullRequest {
  kind: "open-pull-request";
  tag: string;
  ref: string;
}

export interface NewCommit {
  kind: "new-commit";
  tag: string;
  /** Why this version. */
  because: string;
  /** The latest version there; null: this is the first. */
  former: string | null;
  /** Commit that the new one follows; null: the repository is yet to be made. */
  parent: string | null;
  /** The files that differ from those at the parent. */
  files: FileChange[];
  unchangedFiles: number;
  /** About the bytes of them that the storage does not hold. */
  bytesToSend: number;
  /** Against what the head holds, else the latest release; null when neither is a dataset of this tool. */
  diff: DatasetDiff | null;
  /** What the user should know, though nothing is wrong. */
  notes: string[];
}

export type FileChange =
  | { change: "add" | "replace"; path: string; file: ReleaseFile }
  | { change: "remove"; path: string };

/** Bytes of the files that are new or replaced: the storage asks for those of them that it does not hold. */
export function changedBytes({ files }: { files: readonly FileChange[] }): number {
  return files.reduce((sum, change) => sum + (change.change === "remove" ? 0 : change.file.bytes), 0);
}
