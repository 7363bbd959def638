import type { SiteFiles } from "../site/site-slot.ts";
import type { SentFile } from "./reply.ts";

const maxPathLength = 200;
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
  let totalBytes = 0;
  for (const bytes of files.values()) totalBytes += bytes.length;
  const byFoldedPath = new Map(Array.from(files.keys(), (path) => [path.toLowerCase(), path]));
  for (const { path, content } of sent) {
    const normalised = normalisePath(path);
    const bytes = Buffer.from(content, "utf8");
    const reason =
      "reason" in normalised
        ? normalised.reason
        : (collision(normalised.path, files, byFoldedPath) ??
          overLimit(bytes.length, totalBytes, files.has(normalised.path) ? 0 : files.size + 1));
    if (reason !== null || "reason" in normalised) {
      refusals.push({ path, reason: reason ?? "" });
      continue;
    }
    totalBytes += bytes.length - (files.get(normalised.path)?.length ?? 0);
    files.set(normalised.path, bytes);
    byFoldedPath.set(normalised.path.toLowerCase(), normalised.path);
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
  const normalised = segments.join("/");
  if (normalised.length > maxPathLength)
    return { reason: `the path is longer than ${maxPathLength} characters` };
  return { path: normalised };
}

function collision(path: string, files: SiteFiles, byFoldedPath: ReadonlyMap<string, string>): string | null {
  const other = byFoldedPath.get(path.toLowerCase());
  if (other !== undefined && other !== path) return `it differs from ${other} only in upper and lower case`;
  for (let slash = path.indexOf("/"); slash >= 0; slash = path.indexOf("/", slash + 1)) {
    if (files.has(path.slice(0, slash))) return `${path.slice(0, slash)} is a file`;
  }
  for (const existing of files.keys()) if (existing.startsWith(`${path}/`)) return "it is a folder";
  return null;
}

function overLimit(bytes: number, totalBytes: number, fileCount: number): string | null {
  if (bytes > maxFileBytes) return `it is larger than ${maxFileBytes} bytes`;
  if (totalBytes + bytes > maxTotalBytes) return `the project would be larger than ${maxTotalBytes} bytes`;
  if (fileCount > maxFiles) return `the project would hold more than ${maxFiles} files`;
  return null;
}
