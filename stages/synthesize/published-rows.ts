import type { PublishedInstruction } from "../../pipeline/contracts/generated/published-instruction.ts";
import { checkContract } from "../../pipeline/contracts/validators.ts";
import { isEnglish } from "../../pipeline/instruction/english.ts";
import { type FieldMapping, mapFields } from "./field-mapping.ts";
import type { SourceRecord } from "./source-records.ts";

/** A record of a file of instructions: the row it holds, or why it holds none. */
export type PublishedRow =
  | { line: number; row: PublishedInstruction; unknownFields: string[] }
  | { line: number; reason: string; problem: string; raw: unknown };

export interface ReadingOptions {
  mapping: FieldMapping;
  /** Take texts of other languages than English too. */
  anyLanguage: boolean;
}

const knownFields = new Set(["id", "instruction", "Category", "application_type", "ui_instruct"]);

/** Reads one record as a row of the published shape. Nothing is thrown for what it holds. */
export function readPublishedRow(
  record: SourceRecord,
  { mapping, anyLanguage }: ReadingOptions,
): PublishedRow {
  if (!("raw" in record)) return { ...record, raw: null };
  const { line } = record;
  const raw = mapFields(record.raw, mapping);
  const wrongFields = (problem: string): PublishedRow => ({ line, reason: "wrong-fields", problem, raw });
  const checked = checkContract("published-instruction", raw);
  if (!checked.ok) return wrongFields(checked.problems.join("; "));
  const row = checked.value;
  if (!row.instruction.isWellFormed()) return wrongFields("instruction: holds half of a surrogate pair");
  if (row.instruction.includes("\uFFFD"))
    return wrongFields("instruction: holds U+FFFD, which stands for text that was read in a wrong encoding");
  if (!anyLanguage && !isEnglish(row.instruction))
    return {
      ...{ line, raw, reason: "not-english" },
      problem: `instruction: does not read as English, begins ${JSON.stringify(row.instruction.slice(0, 40))}`,
    };
  return { line, row, unknownFields: Object.keys(row).filter((field) => !knownFields.has(field)) };
}
