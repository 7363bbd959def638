import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { cardFile, manifestFile } from "../../pipeline/dataset/read-manifest.ts";
import { replaceFolder } from "../../pipeline/dataset/replace-folder.ts";
import { hasErrorCode, InfrastructureError, UserError } from "../../pipeline/errors.ts";
import { explainHubError } from "../../pipeline/hub/explain-hub-error.ts";
import type { HubAccess } from "../../pipeline/hub/hub-access.ts";
import type { HubAddress } from "../../pipeline/hub/hub-address.ts";
import { readRemoteFile } from "../../pipeline/hub/read-remote-file.ts";
import type { RemoteFile } from "../../pipeline/hub/repository.ts";
import { type RemoteDataset, readRemoteDataset } from "./repository-state.ts";
import { releasedFiles } from "./rollback.ts";

export interface PulledRelease {
  dir: string;
  /** hf:OWNER/NAME@COMMIT */
  from: string;
  files: number;
  bytes: number;
}

/**
 * Brings a release from the Hub into a folder, every file checked against the Hub's hash on the way, so that the folder
 * can be verified and compared like one that was emitted. The folder holds the release whole, or is as it was.
 */
export async function pullRelease(
  access: HubAccess,
  { dataset, revision }: HubAddress,
  dir: string,
  onProgress: (receivedBytes: number, bytes: number) => void,
): Promise<PulledRelease> {
  const address = `hf:${dataset}@${revision}`;
  await checkFolder(dir);
  try {
    const remote = await readRemoteDataset(access, dataset, revision);
    if (remote.released === null)
      throw new UserError(
        `${address} holds no dataset of this tool: it has no ${manifestFile} that can be read.`,
      );
    const files = releasedFiles(remote, remote.released.manifest, address);
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    return await replaceFolder(dir, async (staging) => {
      let received = 0;
      for (const file of files)
        await download(remote, file, join(staging, file.path), (length) => {
          received += length;
          onProgress(received, bytes);
        });
      return { dir, from: address, files: files.length, bytes };
    });
  } catch (error) {
    throw explainHubError(error, address, "read", access);
  }
}

async function download(
  { place }: RemoteDataset,
  file: RemoteFile,
  path: string,
  onChunk: (bytes: number) => void,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const hash =
    file.sha256 === null ? createHash("sha1").update(`blob ${file.bytes}\0`) : createHash("sha256");
  await pipeline(async function* () {
    for await (const chunk of readRemoteFile(place, file)) {
      hash.update(chunk);
      onChunk(chunk.length);
      yield chunk;
    }
  }, createWriteStream(path));
  if (hash.digest("hex") === (file.sha256 ?? file.gitId)) return;
  throw new InfrastructureError(
    `${place.dataset}/${file.path}: other bytes came than the Hub lists. Pull again.`,
  );
}

/** A folder that holds anything but a dataset is not replaced. */
async function checkFolder(dir: string): Promise<void> {
  const entries = await readdir(dir).catch((error: unknown): string[] => {
    if (hasErrorCode(error, "ENOENT")) return [];
    throw error;
  });
  if (entries.length === 0 || (entries.includes(manifestFile) && entries.includes(cardFile))) return;
  throw new UserError(
    `${dir} holds other things than a dataset, and would be replaced. Name another folder.`,
  );
}
