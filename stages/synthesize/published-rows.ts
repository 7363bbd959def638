import type { PublishedInstruction } from "../../pipeline/contracts/generated/published-instruction.ts";
import { checkContract } from "../../pipeline/contracts/validators.ts";
import { readTextLines } from "./text-lines.ts";

/** A line of a file of published instructions: the row it holds, or why it holds none. */
export type PublishedRow =
  | { line: number; row: PublishedInstruction; unknownFields: string[] }
  | { line: number; reason: string; problem: string; raw: unknown };

const knownFields = new Set(["id", "instruction", "Category", "application_type", "ui_instruct"]);
/** The longest instruction, its test cases, and room to spare. */
const maxLineBytes = 4_000_000;

/** Reads rows of the published shape. Blank lines are passed over; nothing is thrown for what a line holds. */
export async function* readPublishedRows(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<PublishedRow> {
  for await (const read of readTextLines(chunks, { maxBytes: maxLineBytes })) {
    const line = read.number;
    if ("problem" in read) yield { line, reason: read.reason, problem: read.problem, raw: null };
    else if (read.text.trim() !== "") yield parseRow(read.text, line);
  }
}

function parseRow(text: string, line: number): PublishedRow {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { line, reason: "not-json", problem: `not JSON${hintOf(text)}`, raw: null };
  }
  const checked = checkContract("published-instruction", raw);
  if (!checked.ok) return { line, reason: "wrong-fields", problem: checked.problems.join("; "), raw };
  if (!checked.value.instruction.isWellFormed())
    return { line, reason: "wrong-fields", problem: "instruction: holds half of a surrogate pair", raw };
  const unknownFields = Object.keys(checked.value).filter((field) => !knownFields.has(field));
  return { line, row: checked.value, unknownFields };
}

function hintOf(text: string): string {
  const start = text.trimStart().slice(0, 40);
  if (start.startsWith("[")) return `: a JSON array; write one object per line instead`;
  return `, begins ${JSON.stringify(start)}`;
}
