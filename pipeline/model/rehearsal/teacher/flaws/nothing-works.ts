import { withChangedFile } from "../source-files.ts";
import { type Flaw, failsTheTest } from "./flaw.ts";

/** A site that is only looked at: no control of its pages is connected to anything. */
export const nothingWorks: Flaw = {
  id: "nothing-works",
  spoil: (files, { stack }) =>
    [stack.paths.page, stack.paths.section].reduce(
      (spoiled, path) => withChangedFile(spoiled, path, withoutHandlers),
      files,
    ),
  isNamedBy: failsTheTest,
  remedy: "None of the controls was connected yet. All of them do their work now.",
};

/** JSX without its event attributes. */
function withoutHandlers(source: string): string {
  let result = "";
  let from = 0;
  for (const match of source.matchAll(/\s+on[A-Z]\w*=\{/g)) {
    if (match.index < from) continue;
    result += source.slice(from, match.index);
    from = endOfBraces(source, match.index + match[0].length - 1);
  }
  return result + source.slice(from);
}

/** The position after the brace that closes the one at `open`. The templates have no brace inside a text. */
function endOfBraces(source: string, open: number): number {
  let depth = 0;
  for (let at = open; at < source.length; at++) {
    if (source[at] === "{") depth++;
    if (source[at] === "}" && --depth === 0) return at + 1;
  }
  return source.length;
}
