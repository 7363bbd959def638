import type { ParquetReader } from "../../pipeline/dataset/read-parquet.ts";
import { CurateError, errorMessage, UserError } from "../../pipeline/errors.ts";
import { readTextLines } from "./text-lines.ts";

/** A record of a file that is read from elsewhere, or why it cannot be read; `line` counts from 1. */
export type SourceRecord = { line: number; raw: unknown } | { line: number; reason: string; problem: string };

/** The longest instruction, its test cases, and room to spare. */
const maxLineBytes = 4_000_000;

/** The JSON values of a file with one on each line. Blank lines are passed over; nothing is thrown for what a line holds. */
export async function* readJsonLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<SourceRecord> {
  for await (const read of readTextLines(chunks, { maxBytes: maxLineBytes })) {
    const line = read.number;
    if ("problem" in read) yield { line, reason: read.reason, problem: read.problem };
    else if (read.text.trim() !== "") yield parseLine(read.text, line);
  }
}

function parseLine(text: string, line: number): SourceRecord {
  try {
    return { line, raw: JSON.parse(text) };
  } catch {
    return { line, reason: "not-json", problem: `not JSON${hintOf(text)}` };
  }
}

function hintOf(text: string): string {
  const start = text.trimStart().slice(0, 40);
  if (start.startsWith("[")) return `: a JSON array; write one object per line instead`;
  return `, begins ${JSON.stringify(start)}`;
}

/** The rows of a Parquet file. Throws UserError naming `name` when it is none, or damaged. */
export async function* readParquetRows(
  open: () => Promise<ParquetReader>,
  name: string,
): AsyncGenerator<SourceRecord> {
  let line = 0;
  try {
    await using reader = await open();
    for await (const raw of reader.rows()) yield { line: ++line, raw };
  } catch (cause) {
    if (cause instanceof CurateError) throw cause;
    const where = line === 0 ? "" : ` after row ${line}`;
    throw new UserError(
      `${name} cannot be read as Parquet${where}: ${errorMessage(cause)}. Write the file again, or give it as JSON lines.`,
      { cause },
    );
  }
}
