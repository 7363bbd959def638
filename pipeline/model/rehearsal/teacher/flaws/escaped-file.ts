import { withChangedFile } from "../source-files.ts";
import { type Flaw, failsTheRound } from "./flaw.ts";

/** A whole file is escaped for HTML. The harness is expected to see through it. */
export const escapedFile: Flaw = {
  id: "escaped-file",
  spoil: (files, { stack }) =>
    withChangedFile(files, stack.paths.page, (text) =>
      text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;"),
    ),
  isNamedBy: failsTheRound,
  remedy: "The first page was sent with HTML escapes. Here it is as plain source.",
};
