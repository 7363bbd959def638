import type { Review } from "../../../pipeline/contracts/generated/review.ts";
import { canonicalJson } from "../../../pipeline/run/digest.ts";
import { acceptReview, type StepsOf } from "./accept-review.ts";
import { type NumberedRecord, recordsOfCsv } from "./review-csv.ts";

/** What of a file is to be added; nothing when any of its lines is bad. */
export interface PlannedImport {
  /** To be appended, in this order. */
  lines: Review[];
  added: number;
  known: number;
  problems: string[];
}

/** Problems that are listed; a file of another kind has one on every line. */
const mostProblems = 50;

/**
 * Reads a file of reviews, CSV or JSON lines. Lines that the run has already are not added again. As the last line of a
 * reviewer about a trajectory counts, a later judgement that the run holds is repeated behind an earlier one from the file.
 */
export function planImport(options: {
  text: string;
  form: "csv" | "jsonl";
  existing: readonly Review[];
  stepsOf: StepsOf;
  /** Time of a line that names none. */
  now: Date;
}): PlannedImport {
  const { text, form, existing, stepsOf, now } = options;
  const read = form === "csv" ? recordsOfCsv(text) : { ok: true as const, records: recordsOfJsonLines(text) };
  if (!read.ok) return { lines: [], added: 0, known: 0, problems: read.problems };
  const problems: string[] = [];
  const found: Review[] = [];
  for (const { line, value } of read.records) {
    const accepted =
      value === null
        ? { ok: false as const, problems: ["it is no review"] }
        : acceptReview(withTime(value, now), stepsOf);
    if (accepted.ok) found.push(accepted.review);
    else problems.push(`line ${line}: ${accepted.problems.join("; ")}`);
  }
  if (problems.length > 0) {
    const more = problems.length - mostProblems;
    const shown = problems.slice(0, mostProblems);
    return {
      lines: [],
      added: 0,
      known: 0,
      problems: more > 0 ? [...shown, `and ${more} more lines`] : shown,
    };
  }
  const known = new Set(existing.map(canonicalJson));
  const added = found.filter((review) => {
    const key = canonicalJson(review);
    return !known.has(key) && known.add(key) !== undefined;
  });
  return {
    lines: [...added, ...repeated([...existing, ...added], added)],
    added: added.length,
    known: found.length - added.length,
    problems: [],
  };
}

/** Judgements that would count no more though they are the latest. */
function repeated(all: readonly Review[], added: readonly Review[]): Review[] {
  const touched = new Set(added.map(keyOf));
  const groups = Map.groupBy(
    all.filter((review) => touched.has(keyOf(review))),
    keyOf,
  );
  return [...groups.values()].flatMap((reviews) => {
    const last = reviews.at(-1);
    const latest = reviews.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)).at(-1);
    return last === undefined || latest === undefined || Date.parse(latest.at) <= Date.parse(last.at)
      ? []
      : [latest];
  });
}

function keyOf({ trajectoryId, reviewer }: Review): string {
  return `${trajectoryId}\n${reviewer}`;
}

function withTime(value: unknown, now: Date): unknown {
  if (typeof value !== "object" || value === null) return value;
  const at = "at" in value && value.at !== "" ? value.at : now.toISOString();
  return { ...value, at };
}

function recordsOfJsonLines(text: string): NumberedRecord[] {
  return text.split(/\r?\n/).flatMap((line, at) => {
    if (line.trim() === "") return [];
    return [{ line: at + 1, value: parseOrNull(line) }];
  });
}

function parseOrNull(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
