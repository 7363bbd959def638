import { openAsBlob } from "node:fs";
import { open } from "node:fs/promises";
import { HubApiError } from "@huggingface/hub";
import type { CommitOperation } from "../../pipeline/hub/commit-body.ts";
import { explainHubError } from "../../pipeline/hub/explain-hub-error.ts";
import type { HubAccess } from "../../pipeline/hub/hub-access.ts";
import { remoteRanges } from "../../pipeline/hub/read-remote-file.ts";
import { readObjectPaths, type UploadCandidate } from "../../pipeline/hub/upload-mode.ts";
import { firstChunkBytes, uploadObject } from "../../pipeline/hub/upload-object.ts";
import type { ReleaseFile } from "./local-dataset.ts";
import type { FileChange } from "./release-plan.ts";
import type { RemoteDataset } from "./repository-state.ts";

export interface SendObjectsOptions {
  access: HubAccess;
  repo: string;
  changes: readonly FileChange[];
  /** What is there: chunks of it are not sent again. */
  head: RemoteDataset | null;
  /** Bytes of the files to send that are there by now. */
  onProgress(sentBytes: number): void;
}

const sampleBytes = 512;
const attempts = 2;

/** Stores every large file of a release on the Hub. Returns the operations of its commit: nothing shows before that. */
export async function sendObjects(options: SendObjectsOptions): Promise<CommitOperation[]> {
  const { access, repo, changes } = options;
  const candidates: UploadCandidate[] = [];
  // one after the other: a release may have more files than a process may hold open
  for (const change of changes)
    if (change.change !== "remove") candidates.push(await candidateOf(change.file));
  const objects = await readObjectPaths(access, repo, candidates);
  const operations: CommitOperation[] = [];
  let sentBytes = 0;
  for (const change of changes) {
    if (change.change === "remove") {
      operations.push({ kind: "delete", path: change.path });
      continue;
    }
    const { path, bytes, sha256, source } = change.file;
    if (objects.has(path)) {
      const done = sentBytes;
      await sendObject(options, change.file, (share) => options.onProgress(done + Math.floor(share * bytes)));
      operations.push({ kind: "put-object", path, sha256, bytes });
    } else operations.push({ kind: "put-content", path, bytes, content: source });
    sentBytes += bytes;
    options.onProgress(sentBytes);
  }
  return operations;
}

async function sendObject(
  { access, repo, head }: SendObjectsOptions,
  file: ReleaseFile,
  onProgress: (share: number) => void,
): Promise<void> {
  const content = "file" in file.source ? await openAsBlob(file.source.file) : new Blob([file.source.text]);
  const formerStart = await startOfFormer(head, file.path);
  for (let attempt = 1; ; attempt++) {
    try {
      return await uploadObject({ access, dataset: repo, path: file.path, content, formerStart, onProgress });
    } catch (error) {
      // the storage's own pass may have run out: asking again brings a fresh one
      if (attempt === attempts || access.signal.aborted || !isStorageRefusal(error))
        throw explainHubError(error, `hf:${repo}`, "written", access);
    }
  }
}

function isStorageRefusal(error: unknown): boolean {
  return error instanceof HubApiError && /\/v1\/(?:chunks|xorbs|shards)/.test(error.url);
}

/** The first bytes of what a file replaces: the same path, else the first file of its split. */
async function startOfFormer(head: RemoteDataset | null, path: string): Promise<Uint8Array | null> {
  const split = path.replace(/-\d+-of-\d+\.parquet$/, "");
  const former =
    head?.files.get(path) ??
    [...(head?.files.values() ?? [])].find((file) => file.path.startsWith(`${split}-`));
  if (head === null || former === undefined || former.sha256 === null || former.bytes === 0) return null;
  return new Uint8Array(await remoteRanges(head.place, former).slice(0, firstChunkBytes));
}

async function candidateOf({ path, bytes, source }: ReleaseFile): Promise<UploadCandidate> {
  if ("text" in source) return { path, bytes, sample: Buffer.from(source.text).subarray(0, sampleBytes) };
  const file = await open(source.file);
  try {
    const sample = Buffer.alloc(Math.min(sampleBytes, bytes));
    await file.read(sample, 0, sample.length, 0);
    return { path, bytes, sample };
  } finally {
    await file.close();
  }
}
