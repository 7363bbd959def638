import { withChangedFile } from "../source-files.ts";
import { type Flaw, failsTheTest } from "./flaw.ts";

/** The page's main control does nothing. */
export const deadButton: Flaw = {
  id: "dead-button",
  spoil: (files, { stack, kind }) =>
    withChangedFile(files, stack.paths.page, (text) =>
      text.replaceAll(new RegExp(`\\s${escapeForRegExp(kind.mainHandler)}`, "g"), ""),
    ),
  isNamedBy: failsTheTest,
  remedy: "The main control of the first page was not connected to anything. It does its work now.",
};

function escapeForRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
