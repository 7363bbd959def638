import { readSnapshot } from "../agent/snapshot.ts";
import { parseArtifact } from "../artifact/artifact-parser.ts";
import type { BlobReader, BlobRef } from "../run/trajectory.ts";

/**
 * A website as one reply that writes all its files, by path, in the form that the agent reads. null where no reply could
 * say it: a file that is no text, or whose text would be read as something else.
 */
export function websiteReply(snapshot: BlobRef, blobs: BlobReader): string | null {
  const files: [path: string, content: string][] = [];
  for (const [path, bytes] of readSnapshot(snapshot, blobs)) {
    const content = textOf(bytes);
    if (content === null) return null;
    files.push([path, content]);
  }
  files.sort(([a], [b]) => (a < b ? -1 : 1));
  const actions = files.map(
    ([path, content]) => `<boltAction type="file" filePath="${path}">\n${content}</boltAction>\n`,
  );
  const reply = `<boltArtifact id="website" title="Website">\n${actions.join("")}</boltArtifact>`;
  const read = parseArtifact(reply).actions.map(({ filePath, content }) => [filePath, content]);
  return files.length > 0 && JSON.stringify(read) === JSON.stringify(files) ? reply : null;
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // no text is the answer, not a failure
    return null;
  }
}
