/**
 * The instruction within a model's reply: what models put around it is taken off - reasoning tags, a markdown fence,
 * an announcing first line, a label, quotation marks, emphasis. Line breaks inside a paragraph become spaces; those
 * between paragraphs and before list items and headings stay, so that these can still be told from one paragraph.
 */
export function parseInstructionReply(reply: string): string {
  let text = reply.replace(/<think>[\s\S]*?(<\/think>|$)/gi, "").trim();
  const fenced = /```[^\n]*\n([\s\S]*?)(?:\n?```|$)/.exec(text);
  if (fenced?.[1] !== undefined) text = fenced[1].trim();
  for (let before = ""; before !== text; ) {
    before = text;
    text = unquote(text.replace(announcement, "").replace(label, "").trim());
  }
  return text
    .split(/\n\s*\n|\n(?=\s*(?:[-*+]|\d+[.)]|#{1,6})\s)/)
    .map((paragraph) => paragraph.replace(/\s+/g, " ").trim())
    .filter((paragraph) => paragraph !== "")
    .join("\n");
}

/** "Sure, here is the instruction:" on a line of its own. */
const announcement = /^(?:sure|certainly|of course|okay|ok|here)\b[^\n]{0,120}:\s*\n+/i;
/** "**Instruction:**" and its like before the text. */
const label =
  /^(?:#+\s*)?[*_]{0,2}(?:(?:new|website|final|revised)\s+)?instruction\s*[*_]{0,2}\s*:\s*[*_]{0,2}\s*/i;

const quotes: readonly (readonly [string, string])[] = [
  ['"', '"'],
  ["'", "'"],
  ["“", "”"],
  ["«", "»"],
  ["**", "**"],
  ["*", "*"],
  ["`", "`"],
];

function unquote(text: string): string {
  for (const [open, close] of quotes) {
    const inner = text.slice(open.length, -close.length);
    const wrapped = text.length > open.length + close.length && text.startsWith(open) && text.endsWith(close);
    // a quotation that ends and another that begins do not wrap the text between them
    if (wrapped && !inner.includes(open) && !inner.includes(close)) return inner.trim();
  }
  return text;
}
