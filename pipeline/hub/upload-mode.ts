import type { HubAccess } from "./hub-access.ts";
import { atRevision, postJson } from "./hub-request.ts";

export interface UploadCandidate {
  path: string;
  bytes: number;
  /** The first 512 bytes. */
  sample: Uint8Array;
}

/** Files asked about in one request. */
const batch = 100;

/** Which of these files the Hub wants as objects of their own (`lfs`); the others go into the commit itself. */
export async function readObjectPaths(
  access: HubAccess,
  dataset: string,
  files: readonly UploadCandidate[],
): Promise<Set<string>> {
  const paths = new Set<string>();
  for (let from = 0; from < files.length; from += batch) {
    const response = await postJson(access, `/api/datasets/${dataset}/preupload/${atRevision("main")}`, {
      files: files.slice(from, from + batch).map(({ path, bytes, sample }) => ({
        path,
        size: bytes,
        sample: Buffer.from(sample).toString("base64"),
      })),
    });
    const { files: modes }: { files?: unknown } = Object(await response.json());
    for (const mode of Array.isArray(modes) ? modes : [])
      if (mode.uploadMode === "lfs") paths.add(String(mode.path));
  }
  return paths;
}
