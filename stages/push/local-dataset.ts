import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { dataFiles } from "../../pipeline/dataset/data-files.ts";
import {
  cardFile,
  type DatasetManifest,
  manifestFile,
  readManifest,
} from "../../pipeline/dataset/read-manifest.ts";
import { type HistoryLine, releasedCard, splitCard } from "../../pipeline/dataset/released-card.ts";
import { errorMessage, UserError } from "../../pipeline/errors.ts";
import { hashOf, sha256Hex } from "../../pipeline/run/digest.ts";

/** A dataset folder that is to be released. */
export interface LocalDataset {
  dir: string;
  manifest: DatasetManifest;
  /** The card without the history of releases. */
  card: string;
  /** Equal for equal datasets, whatever their release history. */
  digest: string;
}

/** A file as it is to stand in a release. */
export interface ReleaseFile {
  path: string;
  bytes: number;
  sha256: string;
  source: { file: string } | { text: string };
}

/** Throws UserError when the folder holds no dataset. */
export async function readLocalDataset(dir: string): Promise<LocalDataset> {
  const manifest = await readManifest(dir);
  const path = join(dir, cardFile);
  const card = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new UserError(`${path} cannot be read (${errorMessage(cause)}). Emit the dataset again.`, {
      cause,
    });
  });
  const { emitted } = splitCard(card);
  return { dir, manifest, card: emitted, digest: datasetDigest(manifest, emitted) };
}

/** What makes two datasets the same: everything but the history of releases in the card. */
export function datasetDigest({ card: _, ...manifest }: DatasetManifest, emittedCard: string): string {
  return hashOf({ manifest, card: sha256Hex(emittedCard) });
}

/** Every file of a release: the rows as they are, the card with its history, the manifest that names that card. */
export function releaseFiles(local: LocalDataset, history: readonly HistoryLine[]): ReleaseFile[] {
  return [
    ...dataFiles(local.manifest).map(({ path, bytes, sha256 }) => ({
      ...{ path, bytes, sha256 },
      source: { file: join(local.dir, path) },
    })),
    ...historyFiles(local, history),
  ];
}

/** A file of which the content is at hand. */
export interface TextFile extends ReleaseFile {
  source: { text: string };
}

/** The files that a history of releases is part of: the card that shows it, and the manifest that names that card. */
export function historyFiles(
  { manifest, card }: Pick<LocalDataset, "manifest" | "card">,
  history: readonly HistoryLine[],
): TextFile[] {
  const released = releasedCard(card, history);
  const restated = { ...manifest, card: { path: cardFile, sha256: sha256Hex(released) } };
  return [textFile(cardFile, released), textFile(manifestFile, `${JSON.stringify(restated, null, 2)}\n`)];
}

function textFile(path: string, text: string): TextFile {
  return { path, bytes: Buffer.byteLength(text), sha256: sha256Hex(text), source: { text } };
}

/** Rows by `config/split`. */
export function rowCounts({ configs }: DatasetManifest): Record<string, number> {
  return Object.fromEntries(configs.map(({ config, split, rows }) => [`${config}/${split}`, rows]));
}
