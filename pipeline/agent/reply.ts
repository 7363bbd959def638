import { type ParsedAction, parseArtifact } from "../artifact/artifact-parser.ts";
import { parseStrictly } from "../artifact/parse-strictly.ts";
import { splitReasoning } from "../artifact/split-reasoning.ts";
import type { Compat } from "../config/compat.ts";
import { listSome } from "./list-some.ts";

/** A file as the model sent it: the path unchecked. */
export interface SentFile {
  path: string;
  content: string;
}

/**
 * What an assistant reply asks for. `warnings` name what its parser had to mend, and what was left undone.
 * `unwritten` holds the paths of files that came together with a mark.
 */
export type Reply = { warnings: string[]; reasoning: string | null } & (
  | { kind: "code"; files: SentFile[] }
  | { kind: "gui-test"; unwritten: string[] }
  | { kind: "finish"; unwritten: string[] }
  | { kind: "malformed"; problem: string }
);

/** What of a reply is read as the published system reads it. */
export type ReplyCompat = Partial<Pick<Compat, "unescapeAlways" | "malformedIsCode" | "strictReplies">>;

/** A reply can be mended in a hundred thousand places; so many of them are named. */
const mostWarnings = 50;

/**
 * Decides a reply's kind in the published order: a finish mark ends the trajectory, a screenshot_validated mark asks
 * for a GUI test, else it is a code step. Files sent with a mark are not written: they stay in the stored reply, are
 * named in a warning, and a model that goes on is told. A reply with neither files nor a mark is malformed, or with
 * `malformedIsCode` a code step that changes nothing, as published.
 */
export function parseReply(text: string, compat: ReplyCompat = {}): Reply {
  const { reasoning, visible } = splitReasoning(text);
  const { actions, warnings } =
    compat.strictReplies === true ? parseStrictly(visible, compat) : parseArtifact(visible, compat);
  const about = { warnings, reasoning };
  const decided = decide(actions, visible, warnings, compat);
  if (warnings.length > mostWarnings)
    warnings.splice(
      mostWarnings,
      warnings.length,
      `${warnings.length - mostWarnings} more places were mended`,
    );
  return { ...about, ...decided };
}

type Decision =
  | { kind: "code"; files: SentFile[] }
  | { kind: "gui-test" | "finish"; unwritten: string[] }
  | { kind: "malformed"; problem: string };

const marks = [
  ["finish", "finish"],
  ["screenshot_validated", "gui-test"],
] as const;

function decide(
  actions: readonly ParsedAction[],
  visible: string,
  warnings: string[],
  compat: ReplyCompat,
): Decision {
  const sent = actions.flatMap(({ type, filePath, content }) =>
    type === "file" && filePath !== null && filePath !== "" ? [{ path: filePath, content }] : [],
  );
  const files = lastOfEach(sent, warnings);
  for (const [mark, kind] of marks) {
    if (!actions.some(({ type }) => type === mark)) continue;
    const unwritten = files.map(({ path }) => path);
    if (unwritten.length > 0)
      warnings.unshift(`sent together with the ${mark} mark and not written: ${listSome(unwritten)}`);
    return { kind, unwritten };
  }
  if (files.length > 0 || compat.malformedIsCode === true) return { kind: "code", files };
  return { kind: "malformed", problem: problemOf(visible, actions.length) };
}

function lastOfEach(files: readonly SentFile[], warnings: string[]): SentFile[] {
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
