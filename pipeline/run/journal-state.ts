import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { hasErrorCode } from "../errors.ts";
import { digestOfLines } from "./event-store.ts";
import { storeFiles } from "./run-paths.ts";

/** What the last line of a journal tells of all of it. */
export interface JournalState {
  /** As `journalDigest` gives it for a journal that is whole. */
  digest: string;
  /** The event of the last line. */
  lastEvent: string;
}

/** Bytes read from the end; the last line of a journal is far shorter as long as no step ends it. */
const tailBytes = 16_384;

/**
 * Reads the last line of a journal, which stands for all of it: every line's checksum covers the one before. Whether the
 * lines before are whole is not looked at. Null when there is no journal, its last line is cut, or longer than expected.
 */
export function readJournalState(dir: string): JournalState | null {
  const tail = readTail(storeFiles(dir).journal);
  if (tail === null || tail.at(-1) !== 0x0a) return null;
  const start = tail.lastIndexOf(0x0a, tail.length - 2);
  return parseState(tail.toString("utf8", start + 1));
}

function parseState(line: string): JournalState | null {
  let parsed: { seq?: unknown; sum?: unknown; event?: unknown };
  try {
    parsed = JSON.parse(line);
  } catch {
    // a damaged line: whoever reads the whole journal says what is wrong with it
    return null;
  }
  const { seq, sum, event } = parsed;
  if (typeof seq !== "number" || typeof sum !== "string" || typeof event !== "string") return null;
  return { digest: digestOfLines(seq + 1, sum), lastEvent: event };
}

/** Synchronous: so short a read takes a fifth of what it takes through the thread pool, and a run has thousands. */
function readTail(path: string): Buffer | null {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    if (hasErrorCode(error, "ENOENT")) return null;
    throw error;
  }
  try {
    const { size } = fstatSync(file);
    const tail = Buffer.alloc(Math.min(size, tailBytes));
    const read = readSync(file, tail, 0, tail.length, size - tail.length);
    return tail.subarray(0, read);
  } finally {
    closeSync(file);
  }
}
