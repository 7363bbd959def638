import type { SiteFiles } from "../site/site-slot.ts";
import type { SentFile } from "./reply.ts";
import { TakenNames } from "./taken-names.ts";

const maxPathLength = 200;
/** UTF-8 bytes; file systems take no longer name. */
const maxNameBytes = 255;
const maxFiles = 400;
const maxFileBytes = 1_000_000;
const maxTotalBytes = 20_000_000;

export interface Refusal {
  path: string;
  reason: string;
}

/**
 * The files after a code step: those before it, with the sent ones written over them. What may not be written is
 * refused and named, for the model to mend; the rest is written all the same.
 */
export function applyFiles(
  before: SiteFiles,
  sent: readonly SentFile[],
): { files: SiteFiles; refusals: Refusal[] } {
  const files = new Map(before);
  const refusals: Refusal[] = [];
  const taken = new TakenNames(files.keys());
  let totalBytes = 0;
  for (const bytes of files.values()) totalBytes += bytes.length;
  for (const { path: written, content } of sent) {
    const named = normalisePath(written);
    if ("reason" in named) {
      refusals.push({ path: written, reason: named.reason });
      continue;
    }
    const { path } = named;
    const bytes = Buffer.from(content, "utf8");
    const grown = totalBytes + bytes.length - (files.get(path)?.length ?? 0);
    const count = files.has(path) ? files.size : files.size + 1;
    const reason = taken.problem(path) ?? overLimit(bytes.length, grown, count);
    if (reason !== null) {
      refusals.push({ path: written, reason });
      continue;
    }
    totalBytes = grown;
    files.set(path, bytes);
    taken.add(path);
  }
  return { files, refusals };
}

const reservedRoots = new Set(["node_modules", ".git"]);
const deviceName = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i;
// control characters, and the bidirectional marks that make a name read as another
const unprintable = /[\p{Cc}\p{Bidi_Control}]/u;

/** A workspace-relative POSIX path, or why it cannot be one. */
export function normalisePath(path: string): { path: string } | { reason: string } {
  const posix = path.trim().normalize("NFC").replaceAll("\\", "/");
  if (posix === "") return { reason: "the path is empty" };
  if (!posix.isWellFormed()) return { reason: "the path holds half a character" };
  if (unprintable.test(posix)) return { reason: "the path holds control characters" };
  if (posix.startsWith("/") || /^[A-Za-z]:/.test(posix))
    return { reason: "the path is absolute; use one relative to the project" };
  const segments = posix.split("/").filter((segment) => segment !== "" && segment !== ".");
  if (segments.includes("..")) return { reason: "the path leaves the project" };
  const first = segments[0];
  if (first === undefined || posix.endsWith("/")) return { reason: "the path names a folder" };
  if (reservedRoots.has(first.toLowerCase())) return { reason: `${first} is managed by the tool` };
  if (segments.some((segment) => deviceName.test(segment)))
    return { reason: "the name is reserved on some systems" };
  if (segments.some((segment) => Buffer.byteLength(segment) > maxNameBytes))
    return { reason: `a name in the path is longer than ${maxNameBytes} bytes` };
  const normalised = segments.join("/");
  if (normalised.length > maxPathLength)
    return { reason: `the path is longer than ${maxPathLength} characters` };
  return { path: normalised };
}

function overLimit(bytes: number, totalBytes: number, fileCount: number): string | null {
  if (bytes > maxFileBytes) return `it is larger than ${maxFileBytes} bytes`;
  if (totalBytes > maxTotalBytes) return `the project would be larger than ${maxTotalBytes} bytes`;
  if (fileCount > maxFiles) return `the project would hold more than ${maxFiles} files`;
  return null;
}
