import type { FileChange } from "../../code/grow-file-tree.ts";

/** What a step did to a file. */
export const changeWords: Record<FileChange, string> = {
  added: "added",
  changed: "changed",
  same: "as before",
  deleted: "deleted",
};

/** The colour of a tag that says so. */
export const changeTones: Record<FileChange, string> = {
  added: "good",
  changed: "warn",
  same: "",
  deleted: "bad",
};
