import { createHash } from "node:crypto";
import type { DatasetManifest } from "../../pipeline/dataset/read-manifest.ts";
import { ParquetReader } from "../../pipeline/dataset/read-parquet.ts";
import { RowHasher } from "../../pipeline/dataset/row-hash.ts";
import { CurateError, errorMessage } from "../../pipeline/errors.ts";
import { type RemotePlace, readRemoteFile, remoteRanges } from "../../pipeline/hub/read-remote-file.ts";
import { type RemoteFile, readTree } from "../../pipeline/hub/repository.ts";
import type { ReleaseFile } from "./local-dataset.ts";
import { stalePaths } from "./plan-release.ts";
import { isSameFile } from "./repository-state.ts";

export interface VerifyReleaseOptions {
  /** The revision is the release's tag. */
  place: RemotePlace;
  manifest: DatasetManifest;
  /** Every file that the release must have. */
  files: readonly ReleaseFile[];
  /** Those that are downloaded and hashed; the Hub's own hash is taken for the others. */
  download: readonly ReleaseFile[];
  /** Loads every row through the Hub, as a user of the release would, and compares them with the manifest's digests. */
  loadRows: boolean;
  onFile(path: string): void;
}

/**
 * Reads a release back from the Hub: the list of its files with their hashes, the content of what was sent, and the row
 * count that each Parquet file states. Returns what is wrong; nothing, when the release is whole.
 */
export async function verifyRelease(options: VerifyReleaseOptions): Promise<string[]> {
  const { place, manifest, files, download } = options;
  const downloaded = new Set(download);
  const listed = await readTree(place.access, place.dataset, place.revision);
  const problems: string[] = [];
  for (const file of files) {
    const there = listed.get(file.path);
    if (there === undefined) problems.push(`${file.path}: missing`);
    else if (!(await isSameFile(there, file))) problems.push(`${file.path}: the Hub lists other content`);
    else if (downloaded.has(file)) {
      options.onFile(file.path);
      problems.push(...(await contentProblems(place, there, file.sha256)));
    }
  }
  const there = { place, commit: place.revision, files: listed, released: null };
  for (const path of stalePaths(there, manifest, files))
    problems.push(`${path}: would be loaded with the release, and is not of it`);
  if (problems.length === 0) problems.push(...(await rowProblems(options, listed)));
  return problems;
}

async function contentProblems(place: RemotePlace, file: RemoteFile, sha256: string): Promise<string[]> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of readRemoteFile(place, file)) hash.update(chunk);
  } catch (error) {
    return [unreadable(place, file.path, error)];
  }
  return hash.digest("hex") === sha256 ? [] : [`${file.path}: the Hub gives back other bytes than were sent`];
}

async function rowProblems(
  { place, manifest, loadRows, onFile }: VerifyReleaseOptions,
  listed: ReadonlyMap<string, RemoteFile>,
): Promise<string[]> {
  const problems: string[] = [];
  for (const { config, split, rows, rowHashes, files } of manifest.configs) {
    const hasher = new RowHasher();
    let found = 0;
    let isRead = true;
    for (const file of files.flatMap(({ path }) => listed.get(path) ?? [])) {
      try {
        await using reader = await ParquetReader.ofRanges(remoteRanges(place, file));
        found += Number(reader.metadata.num_rows);
        if (!loadRows) continue;
        onFile(file.path);
        for await (const row of reader.rows()) hasher.add(row);
      } catch (error) {
        isRead = false;
        problems.push(unreadable(place, file.path, error));
      }
    }
    if (!isRead) continue;
    if (found !== rows) problems.push(`${config}/${split}: ${found} rows, the manifest says ${rows}`);
    else if (loadRows && hasher.digest() !== rowHashes)
      problems.push(`${config}/${split}: the rows that the Hub gives differ from those written`);
  }
  return problems;
}

/** A file that cannot be read is a finding; what must stop the command is not. */
function unreadable({ access }: RemotePlace, path: string, error: unknown): string {
  if (access.signal.aborted) throw access.signal.reason;
  if (error instanceof CurateError && error.kind !== "infrastructure") throw error;
  return `${path}: cannot be read back: ${errorMessage(error)}`;
}
