import { CsvError, parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import type { Review } from "../../../pipeline/contracts/generated/review.ts";

/** A record of a file, with the line on which it ends. */
export interface NumberedRecord {
  line: number;
  value: unknown;
}

const columns = [
  "at",
  "trajectoryId",
  "reviewer",
  "decision",
  "screenshotScore",
  "guiScore",
  "step",
  "blind",
  "note",
] as const satisfies (keyof Review)[];

/** Beginnings that a spreadsheet takes for a formula. */
const formula = /^'*[=+\-@\t\r＝＋－＠]/;
const inertFormula = /^'+[=+\-@\t\r＝＋－＠]/;

/**
 * Reviews as CSV (RFC 4180) with a byte order mark, so that spreadsheets read it as UTF-8. A cell that one of them would
 * run as a formula begins with an apostrophe, which reading takes away again.
 */
export function reviewsToCsv(reviews: readonly Review[]): string {
  const rows = reviews.map((review) =>
    columns.map((column) => {
      const value = review[column];
      if (typeof value !== "string") return value === null ? "" : String(value);
      return formula.test(value) ? `'${value}` : value;
    }),
  );
  return stringify([[...columns], ...rows], { bom: true, record_delimiter: "\r\n" });
}

/** The records of such a file, unchecked; or why it is no CSV of reviews. */
export function recordsOfCsv(
  text: string,
): { ok: true; records: NumberedRecord[] } | { ok: false; problems: string[] } {
  let read: unknown;
  try {
    read = parse(text, { bom: true, info: true, relax_column_count: true, skip_empty_lines: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { ok: false, problems: [`line ${error.lines ?? 1}: ${error.message}`] };
  }
  // with `info` every record comes in this form, of which the library's types say nothing
  const [head, ...rows] = read as { record: string[]; info: { lines: number } }[];
  const names = head?.record ?? [];
  const missing = columns.filter((column) => column !== "at" && !names.includes(column));
  if (missing.length > 0)
    return { ok: false, problems: [`line 1: the columns ${missing.join(", ")} are missing`] };
  const unknown = names.filter((name) => !columns.some((column) => column === name));
  if (unknown.length > 0)
    return {
      ok: false,
      problems: [`line 1: unknown columns ${unknown.map((name) => JSON.stringify(name)).join(", ")}`],
    };
  return {
    ok: true,
    records: rows.map(({ record, info }) => ({
      line: info.lines,
      value:
        record.length === names.length
          ? Object.fromEntries(names.map((name, at) => [name, cellValue(name, record[at] ?? "")]))
          : null,
    })),
  };
}

function cellValue(column: string, cell: string): unknown {
  const text = inertFormula.test(cell) ? cell.slice(1) : cell;
  switch (column) {
    case "screenshotScore":
    case "guiScore":
    case "step":
      return text === "" ? null : Number.isNaN(Number(text)) ? text : Number(text);
    case "blind":
      return text === "true" ? true : text === "false" ? false : text;
    default:
      return text;
  }
}
