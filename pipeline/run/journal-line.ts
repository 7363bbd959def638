import type { JournalLine } from "../contracts/generated/journal-line.ts";
import { sha256Hex } from "./digest.ts";

/** What the sum of a journal's first line follows. */
export const chainStart = "0".repeat(16);

/** What a line carries beside its event. */
export type Envelope = Pick<JournalLine, "seq" | "at" | "sum">;

export type Enveloped<Event> = Event & Envelope;

/**
 * One event as a journal line: JSON that ends in `"sum"`, the first 16 hex digits of the SHA-256 of the line before's
 * sum and all that stands before it. So the sums form a chain.
 */
export function encodeLine(
  event: object,
  { prev, ...envelope }: { seq: number; prev: string; at: string },
): { line: string; sum: string } {
  const body = JSON.stringify({ ...envelope, ...event });
  const sum = sumOf(prev, body);
  return { line: `${body.slice(0, -1)},"sum":"${sum}"}\n`, sum };
}

function sumOf(prev: string, body: string): string {
  return sha256Hex(prev + body).slice(0, 16);
}

export interface JournalScan {
  /** Length of the valid prefix; what follows it is damaged or cut. */
  validBytes: number;
  lines: number;
  lastSum: string;
  /** Why the scan ended before the end; null when the whole journal is valid. */
  damage: string | null;
}

/** Reads the longest valid prefix of a journal. `accept` takes each line, or says why it cannot be. */
export function scanJournal(
  bytes: Buffer,
  accept: (event: Record<string, unknown>, envelope: Envelope) => string | null,
): JournalScan {
  const scan: JournalScan = { validBytes: 0, lines: 0, lastSum: chainStart, damage: null };
  while (scan.validBytes < bytes.length) {
    const end = bytes.indexOf(0x0a, scan.validBytes);
    const text = bytes.toString("utf8", scan.validBytes, end < 0 ? bytes.length : end);
    const decoded = end < 0 ? "the last line is cut" : decodeLine(text, scan.lines, scan.lastSum);
    const refused = typeof decoded === "string" ? decoded : accept(decoded.event, decoded.envelope);
    if (typeof decoded === "string" || refused !== null) {
      return { ...scan, damage: `line ${scan.lines + 1}: ${refused}` };
    }
    scan.lines++;
    scan.lastSum = decoded.envelope.sum;
    scan.validBytes = end + 1;
  }
  return scan;
}

const sumSuffix = /,"sum":"([0-9a-f]{16})"\}$/;

function decodeLine(
  text: string,
  expectedSeq: number,
  prev: string,
): { event: Record<string, unknown>; envelope: Envelope } | string {
  const written = sumSuffix.exec(text);
  if (written === null) return "no checksum";
  if (sumOf(prev, `${text.slice(0, written.index)}}`) !== written[1])
    return "it was changed, or does not follow the line before";
  const { seq, at, sum, ...event } = JSON.parse(text) as Record<string, unknown>;
  if (seq !== expectedSeq) return "out of sequence";
  if (typeof at !== "string" || typeof sum !== "string") return "no time";
  return { event, envelope: { seq, at, sum } };
}
