import type { RootContent } from "hast";
import bash from "highlight.js/lib/languages/bash";
import css from "highlight.js/lib/languages/css";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import markdown from "highlight.js/lib/languages/markdown";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import { createLowlight } from "lowlight";
import { type Language, languageOf } from "./language-of.ts";

/** A piece of a line: its text, and what it is in the grammar's words (`keyword`, `string`); null: nothing special. */
export interface Token {
  text: string;
  kind: string | null;
}

export interface HighlightedText {
  /** One for each line of the text, without line ends; together they hold every character. */
  lines: Token[][];
  /** Why it is shown without colours, where they would be expected. */
  note: string | null;
}

/** Characters. Above, grammars would hold up the page: 100,000 take about a tenth of a second. */
const longestText = 100_000;
/** Characters of one line: minified code, that nobody reads by colours. */
const longestLine = 5_000;

const lowlight = createLowlight({ javascript, typescript, xml, css, json, markdown, bash });

/** Splits a file into lines of coloured pieces. Text that is too large, or of no known language, stays plain. */
export function highlightFile(text: string, path: string): HighlightedText {
  const language = languageOf(path);
  const plain = text.split(/\r\n|\n/);
  const note = language === null ? null : whyPlain(text, plain);
  if (language === null || note !== null)
    return { lines: plain.map((line) => (line === "" ? [] : [{ text: line, kind: null }])), note };
  return { lines: highlightLines(text, language), note: null };
}

function whyPlain(text: string, lines: readonly string[]): string | null {
  if (text.length > longestText)
    return `Shown without colours: longer than ${longestText.toLocaleString("en")} characters.`;
  if (lines.some((line) => line.length > longestLine))
    return `Shown without colours: a line is longer than ${longestLine.toLocaleString("en")} characters.`;
  return null;
}

function highlightLines(text: string, language: Language): Token[][] {
  const lines: Token[][] = [[]];
  const add = (value: string, kind: string | null): void => {
    for (const [order, line] of value.split(/\r\n|\n/).entries()) {
      if (order > 0) lines.push([]);
      if (line !== "") lines.at(-1)?.push({ text: line, kind });
    }
  };
  // hostile text nests deeper than calls can
  const left = lowlight
    .highlight(language, text)
    .children.map((node) => inKind(node, null))
    .reverse();
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { node, kind } = next;
    if (node.type === "text") add(node.value, kind);
    if (node.type !== "element") continue;
    const inner = kindOf(node.properties.className) ?? kind;
    for (const child of node.children.toReversed()) left.push(inKind(child, inner));
  }
  return lines;
}

function inKind(node: RootContent, kind: string | null): { node: RootContent; kind: string | null } {
  return { node, kind };
}

/** `hljs-title function_` is a title: the grammar's own refinements are left out. */
function kindOf(className: unknown): string | null {
  const [first] = Array.isArray(className) ? className : [];
  return typeof first === "string" && first.startsWith("hljs-") ? first.slice("hljs-".length) : null;
}
