import type { PageAction } from "../../browser/site-page.ts";

/** What the GUI agent may do in a turn. */
export type GuiAction = PageAction | { kind: "answer"; text: string };

/** One reply of the GUI agent: an action, or what is wrong with it in words the agent can act on. */
export interface GuiReply {
  thought: string | null;
  action: GuiAction | null;
  problem: string | null;
}

type Parsed = { action: GuiAction } | { problem: string };

/** Characters that are read of a reply: far more than a thought and an action need. */
const longestReply = 20_000;

const forms = {
  click: "Click [number]",
  type: "Type [number]; [text]",
  scroll: "Scroll [number or WINDOW]; [up or down]",
  answer: "ANSWER; [text]",
};

/**
 * Reads "Thought: ... Action: ..." in the grammar of WebVoyager. Forgiven are missing brackets, any case, a colon or
 * comma for the semicolon, markdown emphasis and text after the action. Of several actions the first counts.
 */
export function parseGuiReply(reply: string): GuiReply {
  const text = reply.slice(0, longestReply).replaceAll(emphasis, "");
  const label = /(?:^|[\n.!?])[ \t]*Action\s*[:：]/i.exec(text);
  const before = label === null ? text : text.slice(0, label.index + 1);
  const thought = /\bThought\s*[:：]([\s\S]*)/i.exec(before)?.[1]?.trim() || null;
  if (label === null) return { thought, action: null, problem: missing("Action") };
  if (thought === null) return { thought, action: null, problem: missing("Thought") };
  const parsed = parseAction(text.slice(label.index + label[0].length).trim());
  return "action" in parsed
    ? { thought, action: parsed.action, problem: null }
    : { thought, action: null, problem: parsed.problem };
}

/** Markdown around the two labels. */
const emphasis =
  /(?<![*_`#])[*_`#]+[ \t]*(?=(?:Thought|Action)\b)|(?<=\b(?:Thought|Action)[ \t]{0,3}[:：]?)[*_`]+/gi;

function missing(label: string): string {
  return `The reply holds no line that begins with "${label}:".`;
}

function parseAction(text: string): Parsed {
  const [, word = "", rest = ""] = /^[`*_"']*([a-z]+)\b([\s\S]*)$/i.exec(text) ?? [];
  switch (word.toLowerCase()) {
    case "click":
      return parseClick(rest);
    case "type":
      return parseType(rest);
    case "scroll":
      return parseScroll(rest);
    case "wait":
      return { action: { kind: "wait" } };
    case "goback":
      return { action: { kind: "go-back" } };
    case "go":
      return /^\s*back\b/i.test(rest) ? { action: { kind: "go-back" } } : unknownAction(text);
    case "answer":
      return parseAnswer(rest);
    default:
      return unknownAction(text);
  }
}

function parseClick(rest: string): Parsed {
  const match = /^\s*[[(]?\s*(\d{1,6})\b/.exec(rest);
  if (match === null) return malformed("Click", forms.click, rest);
  return { action: { kind: "click", index: Number(match[1]) } };
}

function parseType(rest: string): Parsed {
  const match = /^\s*[[(]?\s*(\d{1,6})\s*[\])]?\s*[;:,]?\s*([\s\S]*)$/.exec(rest);
  const text = match === null ? null : argumentText(match[2] ?? "");
  if (match === null || text === null) return malformed("Type", forms.type, rest);
  return { action: { kind: "type", index: Number(match[1]), text } };
}

function parseScroll(rest: string): Parsed {
  const match = /^\s*[[(]?\s*(\d{1,6}|WINDOW)\s*[\])]?\s*[;:,]?\s*[[(]?\s*(up|down)\b/i.exec(rest);
  if (match === null) return malformed("Scroll", forms.scroll, rest);
  const target = /^\d/.test(match[1] ?? "") ? Number(match[1]) : "WINDOW";
  return {
    action: { kind: "scroll", target, direction: match[2]?.toLowerCase() === "up" ? "up" : "down" },
  };
}

function parseAnswer(rest: string): Parsed {
  const text = rest.replace(/^\s*[;:,]?\s*/, "").trim();
  const inner = (/^\[([\s\S]*)\][^\]]*$/.exec(text)?.[1] ?? text).trim();
  if (inner === "") return malformed("ANSWER", forms.answer, rest);
  return { action: { kind: "answer", text: inner } };
}

/** The text in brackets, brackets of its own included, or else the rest of the line. Null where there is neither. */
function argumentText(text: string): string | null {
  const trimmed = text.trim();
  const line = trimmed.split("\n", 1)[0] ?? "";
  if (!trimmed.startsWith("[")) return line === "" ? null : line;
  let depth = 0;
  for (let at = 0; at < trimmed.length; at++) {
    if (trimmed[at] === "[") depth++;
    if (trimmed[at] === "]") depth--;
    if (depth === 0) return trimmed.slice(1, at);
  }
  return line.slice(1);
}

function malformed(name: string, form: string, found: string): Parsed {
  return { problem: `${name} is written "${form}"; found "${name}${shortened(found)}".` };
}

function unknownAction(found: string): Parsed {
  return {
    problem: `There is no action "${shortened(found)}". The actions: ${forms.click}, ${forms.type}, ${forms.scroll}, Wait, GoBack, ${forms.answer}.`,
  };
}

function shortened(text: string): string {
  const line = text.trimEnd().split("\n", 1)[0] ?? "";
  return line.length <= 80 ? line : `${line.slice(0, 80)}...`;
}

/** An action in the grammar. */
export function formatAction(action: GuiAction): string {
  switch (action.kind) {
    case "click":
      return `Click [${action.index}]`;
    case "type":
      return `Type [${action.index}]; [${action.text}]`;
    case "scroll":
      return `Scroll [${action.target}]; [${action.direction}]`;
    case "wait":
      return "Wait";
    case "go-back":
      return "GoBack";
    case "answer":
      return `ANSWER; [${action.text}]`;
  }
}
