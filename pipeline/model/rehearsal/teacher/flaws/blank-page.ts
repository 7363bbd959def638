import { withChangedFile } from "../source-files.ts";
import { type Flaw, failsTheRound } from "./flaw.ts";

/** Everything is written, and nothing is shown: the last line that draws the page is forgotten. */
export const blankPage: Flaw = {
  id: "blank-page",
  spoil: (files, { stack }) =>
    withChangedFile(files, stack.paths.main, (text) => text.replace(/\n[^\n]+\n$/, "")),
  isNamedBy: failsTheRound,
  remedy: "The page was never drawn into the document. It is now.",
};
