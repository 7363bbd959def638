import { unescapeHtml, unescapeWholeFile } from "./unescape-file.ts";

/** One action of a reply, in the order of the text. */
export interface ParsedAction {
  /** `file`, `shell`, `start`, `screenshot_validated`, `finish`, or whatever the model wrote */
  type: string;
  /** `filePath` of a file action, as written; null where there is none */
  filePath: string | null;
  content: string;
}

export interface ParsedArtifact {
  actions: ParsedAction[];
  /** Whether the text holds a boltArtifact tag. */
  hasArtifact: boolean;
  /** What had to be mended, for a person. */
  warnings: string[];
}

export interface ParseOptions {
  /** Undo HTML entities in every file, as the published system does, which breaks a literal `&lt;`. Default: false. */
  unescapeAlways?: boolean;
}

const openTag = /<boltAction\b/gi;
const endTag = "</boltAction>";
/** Characters. The path of a file is far shorter; an attribute that never ends is not searched to the text's end. */
const longestTag = 4_000;

/**
 * Reads the bolt actions out of a model's text. Any text parses, in linear time: either quote style, any order of
 * attributes and extra ones are taken; a missing end tag ends at the next action, at the artifact's end or with the
 * text; a markdown fence around a file's content is removed; a file that is HTML-escaped as a whole is unescaped.
 */
export function parseArtifact(text: string, options: ParseOptions = {}): ParsedArtifact {
  const warnings: string[] = [];
  const placed = readActions(text, options, warnings);
  const actions = placed.map(({ action }) => action);
  return { actions, hasArtifact: /<boltArtifact\b/i.test(text), warnings };
}

/** An action and where it stands in the text: from its tag to the end of its content, or of its end tag. */
export interface PlacedAction {
  action: ParsedAction;
  start: number;
  end: number;
}

/** The same actions with their places. */
export function parseArtifactPlaces(text: string): PlacedAction[] {
  return readActions(text, {}, []);
}

function readActions(
  text: string,
  { unescapeAlways = false }: ParseOptions,
  warnings: string[],
): PlacedAction[] {
  const actions: PlacedAction[] = [];
  const opens = Array.from(text.matchAll(openTag), (match) => match.index);
  const closing = createFinder(text, endTag);
  const artifactEnd = createFinder(text, "</boltArtifact>");
  let from = 0;
  for (const [order, open] of opens.entries()) {
    // an opening tag inside the content of the action before it belongs to that content
    if (open < from) continue;
    const next = opens[order + 1] ?? text.length;
    const tag = readTag(text, open, next);
    if (tag === null) {
      warnings.push("an action's tag is not closed: ignored");
      continue;
    }
    const attributes = readAttributes(tag.text);
    const action: ParsedAction = {
      type: attributes.get("type") ?? "",
      filePath: attributes.get("filepath") ?? null,
      content: "",
    };
    const placed = { action, start: open, end: tag.end };
    actions.push(placed);
    from = tag.end;
    if (tag.selfClosing) continue;
    const close = closing(tag.end);
    if (close === null && isMark(action.type)) continue;
    const end = contentEnd({ close, next, artifactEnd: artifactEnd(tag.end), length: text.length });
    if (end.missingTag) warnings.push(`${nameOf(action)}: no end tag`);
    from = end.at;
    placed.end = end.missingTag ? end.at : end.at + endTag.length;
    action.content = cleanContent(text.slice(tag.end, end.at), action, unescapeAlways, warnings);
  }
  return actions;
}

function contentEnd(at: { close: number | null; next: number; artifactEnd: number | null; length: number }): {
  at: number;
  missingTag: boolean;
} {
  if (at.close !== null && at.close <= at.next) return { at: at.close, missingTag: false };
  return { at: Math.min(at.close ?? at.length, at.next, at.artifactEnd ?? at.length), missingTag: true };
}

/** Position of the next occurrence at or after a position that never decreases: all calls together read the text once. */
function createFinder(text: string, needle: string): (from: number) => number | null {
  let found = text.indexOf(needle);
  return (from) => {
    if (found >= 0 && found < from) found = text.indexOf(needle, from);
    return found < 0 ? null : found;
  };
}

/** The tag that begins at `open`, up to the first `>` outside quotes and before the next tag. */
function readTag(
  text: string,
  open: number,
  next: number,
): { text: string; end: number; selfClosing: boolean } | null {
  let quote = "";
  const limit = Math.min(next, open + longestTag);
  for (let at = open; at < limit; at++) {
    const character = text.charAt(at);
    if (quote !== "") {
      if (character === quote) quote = "";
    } else if (character === '"' || character === "'") quote = character;
    else if (character === ">")
      return { text: text.slice(open, at), end: at + 1, selfClosing: text.charAt(at - 1) === "/" };
  }
  return null;
}

const attribute = /(?<![\w:-])([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>/]+))/g;

function readAttributes(tag: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const match of tag.matchAll(attribute)) {
    attributes.set((match[1] ?? "").toLowerCase(), (match[2] ?? match[3] ?? match[4] ?? "").trim());
  }
  return attributes;
}

function cleanContent(
  raw: string,
  action: ParsedAction,
  unescapeAlways: boolean,
  warnings: string[],
): string {
  if (action.type !== "file") return raw.trim();
  const body = raw.replace(/^[ \t]*\r?\n/, "").trimEnd();
  const fenced = /^\s*```[\w.+-]*[ \t]*\r?\n([\s\S]*?)\r?\n?```\s*$/.exec(body);
  if (fenced !== null && !isMarkdown(action.filePath))
    warnings.push(`${nameOf(action)}: the markdown fence was removed`);
  const content = fenced !== null && !isMarkdown(action.filePath) ? (fenced[1] ?? "") : body;
  if (unescapeAlways) return `${unescapeHtml(content)}\n`;
  const unescaped = unescapeWholeFile(content, action.filePath ?? "");
  if (unescaped !== null)
    warnings.push(`${nameOf(action)}: HTML-escaped as a whole (${unescaped.reason}); it was unescaped`);
  return `${unescaped?.content ?? content}\n`;
}

function isMarkdown(path: string | null): boolean {
  return /\.(md|mdx|markdown)$/i.test(path ?? "");
}

function isMark(type: string): boolean {
  return type === "finish" || type === "screenshot_validated";
}

function nameOf(action: ParsedAction): string {
  return action.filePath ?? `action "${action.type}"`;
}
