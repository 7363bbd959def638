import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import {
  cardFile,
  type DatasetManifest,
  manifestFile,
  parseManifest,
} from "../../pipeline/dataset/read-manifest.ts";
import { ParquetReader } from "../../pipeline/dataset/read-parquet.ts";
import { type HistoryLine, splitCard } from "../../pipeline/dataset/released-card.ts";
import type { DatasetView } from "../../pipeline/dataset-diff/dataset-view.ts";
import { BugError, UserError } from "../../pipeline/errors.ts";
import { gitIdOf } from "../../pipeline/hub/git-id.ts";
import type { HubAccess } from "../../pipeline/hub/hub-access.ts";
import { type RemotePlace, readRemoteText, remoteRanges } from "../../pipeline/hub/read-remote-file.ts";
import { type RemoteFile, type RepositoryRefs, readRefs, readTree } from "../../pipeline/hub/repository.ts";
import { sha256Hex } from "../../pipeline/run/digest.ts";
import { datasetDigest, type ReleaseFile } from "./local-dataset.ts";

/** A dataset repository at one revision. */
export interface RemoteDataset {
  place: RemotePlace;
  /** The commit that was read. */
  commit: string;
  files: ReadonlyMap<string, RemoteFile>;
  /** Null when what lies there is not of this tool. */
  released: {
    manifest: DatasetManifest;
    /** The card without the history of releases. */
    card: string;
    history: HistoryLine[];
    /** Of the card as it lies there. */
    cardSha256: string;
    /** See LocalDataset. */
    digest: string;
  } | null;
}

export interface RepositoryState {
  refs: RepositoryRefs;
  head: RemoteDataset;
}

/** What the repository holds now; null when it does not exist. */
export async function readRepository(access: HubAccess, repo: string): Promise<RepositoryState | null> {
  const refs = await readRefs(access, repo);
  if (refs === null) return null;
  return { refs, head: await readRemoteDataset(access, repo, refs.head) };
}

/** What a commit holds. */
export async function readRemoteDataset(
  access: HubAccess,
  dataset: string,
  commit: string,
): Promise<RemoteDataset> {
  const place = { access, dataset, revision: commit };
  const files = await readTree(access, dataset, commit);
  const [manifestEntry, cardEntry] = [files.get(manifestFile), files.get(cardFile)];
  if (manifestEntry === undefined || cardEntry === undefined) return { place, commit, files, released: null };
  const manifest = parseReleased(
    await readRemoteText(place, manifestEntry),
    `hf:${dataset}@${commit}:${manifestFile}`,
  );
  const text = await readRemoteText(place, cardEntry);
  const { emitted: card, history } = splitCard(text);
  const released = manifest && {
    ...{ manifest, card, history, cardSha256: sha256Hex(text) },
    digest: datasetDigest(manifest, card),
  };
  return { place, commit, files, released };
}

/** Another tool's manifest.json is none of ours. */
function parseReleased(text: string, path: string): DatasetManifest | null {
  try {
    return parseManifest(text, path);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** A released dataset for comparing: its rows are read over the network, a row group at a time. */
export function remoteView({ place, files, released }: RemoteDataset, address: string): DatasetView {
  if (released === null)
    throw new UserError(
      `${address} holds no dataset of this tool: it has no ${manifestFile} that can be read.`,
    );
  return {
    address,
    manifest: released.manifest,
    openParquet: (path) => {
      const file = files.get(path);
      if (file === undefined) throw new UserError(`${address}: ${path} is missing, the manifest names it.`);
      return ParquetReader.ofRanges(remoteRanges(place, file));
    },
  };
}

/** Whether the Hub has just this content at the file's path. */
export async function isSameFile(remote: RemoteFile | undefined, file: ReleaseFile): Promise<boolean> {
  if (remote === undefined || remote.bytes !== file.bytes) return false;
  return remote.sha256 === null
    ? remote.gitId === (await gitIdOfSource(file))
    : remote.sha256 === file.sha256;
}

async function gitIdOfSource({ source, bytes }: ReleaseFile): Promise<string> {
  if ("text" in source) return gitIdOf(source.text);
  const hash = createHash("sha1").update(`blob ${bytes}\0`);
  for await (const chunk of createReadStream(source.file)) {
    if (!(chunk instanceof Buffer)) throw new BugError("a stream without an encoding gives buffers");
    hash.update(chunk);
  }
  return hash.digest("hex");
}
