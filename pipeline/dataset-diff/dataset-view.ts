import { join } from "node:path";
import { type DatasetManifest, readManifest } from "../dataset/read-manifest.ts";
import { ParquetReader } from "../dataset/read-parquet.ts";

/** A dataset version, wherever it lies: a folder, or a revision on the Hub. */
export interface DatasetView {
  /** How the user named it. */
  address: string;
  manifest: DatasetManifest;
  /** Opens one of the manifest's files. */
  openParquet(path: string): Promise<ParquetReader>;
}

/** Throws UserError when the folder holds no dataset. */
export async function openDatasetFolder(dir: string): Promise<DatasetView> {
  return {
    address: dir,
    manifest: await readManifest(dir),
    openParquet: (path) => ParquetReader.open(join(dir, path)),
  };
}
