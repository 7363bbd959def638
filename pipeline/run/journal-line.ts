import type { JournalLine } from "../contracts/generated/journal-line.ts";
import { sha256Hex } from "./digest.ts";

/** The `prev` of a journal's first line. */
export const chainStart = "0".repeat(16);

/** Envelope of a line, beside its event's own fields. */
export type Enveloped<Event> = Event & Pick<JournalLine, "seq" | "prev" | "at" | "sum">;

/**
 * One event as a journal line: JSON that ends in `"sum"`, the first 16 hex digits of the SHA-256 of all that stands
 * before it. As the line holds the sum of the line before, the sums form a chain.
 */
export function encodeLine(
  event: object,
  envelope: { seq: number; prev: string; at: string },
): { line: string; sum: string } {
  const body = JSON.stringify({ ...envelope, ...event });
  const sum = sha256Hex(body).slice(0, 16);
  return { line: `${body.slice(0, -1)},"sum":"${sum}"}\n`, sum };
}

export interface JournalScan {
  lines: Record<string, unknown>[];
  /** Length of the valid prefix; what follows it is damaged or cut. */
  validBytes: number;
  /** Why the scan ended before the end; null when the whole journal is valid. */
  damage: string | null;
}

/** Reads the longest valid prefix of a journal. `accept` refuses a line whose content cannot be (null: accepted). */
export function scanJournal(
  bytes: Buffer,
  accept: (line: Record<string, unknown>) => string | null,
): JournalScan {
  const lines: Record<string, unknown>[] = [];
  let start = 0;
  let prev = chainStart;
  while (start < bytes.length) {
    const end = bytes.indexOf(0x0a, start);
    const decoded =
      end < 0 ? "the last line is cut" : decodeLine(bytes.toString("utf8", start, end), lines.length, prev);
    const refused = typeof decoded === "string" ? decoded : accept(decoded.line);
    if (typeof decoded === "string" || refused !== null) {
      return { lines, validBytes: start, damage: `line ${lines.length + 1}: ${refused}` };
    }
    lines.push(decoded.line);
    prev = decoded.sum;
    start = end + 1;
  }
  return { lines, validBytes: start, damage: null };
}

const sumSuffix = /,"sum":"([0-9a-f]{16})"\}$/;

function decodeLine(
  text: string,
  seq: number,
  prev: string,
): { line: Record<string, unknown>; sum: string } | string {
  const sum = sumSuffix.exec(text)?.[1];
  if (sum === undefined) return "no checksum";
  const body = `${text.slice(0, -',"sum":"0123456789abcdef"}'.length)}}`;
  if (sha256Hex(body).slice(0, 16) !== sum) return "the checksum does not match";
  const line: unknown = JSON.parse(text);
  if (line === null || typeof line !== "object") return "not an object";
  if (!("seq" in line) || line.seq !== seq) return "out of sequence";
  if (!("prev" in line) || line.prev !== prev) return "does not follow the line before";
  return { line: { ...line }, sum };
}
