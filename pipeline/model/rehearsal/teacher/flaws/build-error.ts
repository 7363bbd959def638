import { withChangedFile } from "../source-files.ts";
import { type Flaw, failsTheRound } from "./flaw.ts";

/** A closing tag is forgotten at the end of the page. */
export const buildError: Flaw = {
  id: "build-error",
  spoil: (files, { stack }) =>
    withChangedFile(files, stack.paths.page, (text) => text.replace(/ {4}<\/>\n(?= {2}\);\n\}\n$)/, "")),
  isNamedBy: failsTheRound,
  remedy:
    "A closing tag was missing at the end of the first page, so it could not be built. It is closed now.",
};
