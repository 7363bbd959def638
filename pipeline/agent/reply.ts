import { type ParseOptions, parseArtifact } from "../artifact/artifact-parser.ts";
import { splitReasoning } from "../artifact/split-reasoning.ts";

/** A file as the model sent it: the path unchecked. */
export interface SentFile {
  path: string;
  content: string;
}

/** What an assistant reply asks for. `warnings` name what its parser had to mend. */
export type Reply = { warnings: string[]; reasoning: string | null } & (
  | { kind: "code"; files: SentFile[] }
  | { kind: "gui-test" }
  | { kind: "finish" }
  | { kind: "malformed"; problem: string }
);

/**
 * Decides a reply's kind in the published order: a finish mark ends the trajectory, a screenshot_validated mark asks
 * for a GUI test, else it is a code step. Files sent with a mark are not written: they stay in the stored reply, and
 * a warning counts them. A reply with neither files nor a mark is malformed, or with `malformedIsCode` a code step that
 * changes nothing, as published.
 */
export function parseReply(text: string, options: ParseOptions & { malformedIsCode?: boolean } = {}): Reply {
  const { reasoning, visible } = splitReasoning(text);
  const { actions, warnings } = parseArtifact(visible, options);
  const files = actions.flatMap((action) =>
    action.type === "file" && action.filePath !== null && action.filePath !== ""
      ? [{ path: action.filePath, content: action.content }]
      : [],
  );
  for (const mark of ["finish", "screenshot_validated"] as const) {
    if (!actions.some((action) => action.type === mark)) continue;
    if (files.length > 0)
      warnings.push(`${files.length} file(s) sent together with the ${mark} mark were not written`);
    return { kind: mark === "finish" ? "finish" : "gui-test", warnings, reasoning };
  }
  if (files.length > 0 || options.malformedIsCode === true)
    return { kind: "code", files: lastOfEach(files, warnings), warnings, reasoning };
  return { kind: "malformed", problem: problemOf(visible, actions.length), warnings, reasoning };
}

function lastOfEach(files: SentFile[], warnings: string[]): SentFile[] {
  const byPath = new Map<string, SentFile>();
  for (const file of files) {
    if (byPath.has(file.path)) warnings.push(`${file.path}: sent twice; the last one counts`);
    byPath.set(file.path, file);
  }
  return [...byPath.values()];
}

function problemOf(text: string, actions: number): string {
  if (text.trim() === "") return "it was empty.";
  if (actions > 0) return "it held actions, but no file with a filePath and no mark.";
  return "it held neither a boltAction with a file nor a mark.";
}
