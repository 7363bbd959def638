import { withChangedFile } from "../source-files.ts";
import { type Flaw, failsTheRound } from "./flaw.ts";

/** The page uses what it does not import: a ReferenceError, and nothing is drawn. */
export const missingImport: Flaw = {
  id: "missing-import",
  spoil: (files, { stack }) =>
    withChangedFile(files, stack.paths.page, (text) =>
      text
        .replace('import { content } from "../data";\n', "")
        .replace(/import \{[^}]*\} from "\.\.\/parts";\n/, ""),
    ),
  isNamedBy: failsTheRound,
  remedy:
    "The first page used parts of the project without importing them, so nothing could be drawn. The imports are there now.",
};
