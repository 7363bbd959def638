import { withChangedFile } from "../source-files.ts";
import { type Flaw, failsTheRound } from "./flaw.ts";

/** The reply ends in the middle of the page, which is its last file. */
export const cutReply: Flaw = {
  id: "cut-reply",
  spoil: (files, { stack }) =>
    withChangedFile(files, stack.paths.page, (text) => text.slice(0, Math.floor(text.length * 0.6))),
  manner: { endsInLastFile: true },
  isNamedBy: failsTheRound,
  remedy: "My last reply was cut off in the middle of the first page. Here is the whole file.",
};
