import type { RowGroup } from "hyparquet";
import type { DatasetManifest } from "../../pipeline/dataset/read-manifest.ts";
import type { DatasetView } from "../../pipeline/dataset-diff/dataset-view.ts";
import { changedBytes, type FileChange } from "./release-plan.ts";

/**
 * About how many bytes a release sends once the storage has left out what it holds already. It finds equal pieces of
 * some 64 KB; here a column of a row group counts as there when one of the same sizes and bounds is. Both versions'
 * footers are read, and no row.
 */
export async function estimateUpload(
  changes: readonly FileChange[],
  former: DatasetView | null,
  latter: DatasetView,
): Promise<number> {
  if (former === null) return changedBytes({ files: changes });
  const known = new Set<string>();
  const sent = new Set(former.manifest.configs.flatMap(({ files }) => files.map(({ sha256 }) => sha256)));
  for (const path of parquetFiles(former.manifest))
    for (const { print } of await columnPieces(former, path)) known.add(print);
  const rows = new Set(parquetFiles(latter.manifest));
  let bytes = 0;
  for (const change of changes) {
    if (change.change === "remove" || sent.has(change.file.sha256)) continue;
    if (!rows.has(change.path)) bytes += change.file.bytes;
    else bytes += await newBytes(latter, change.path, change.file.bytes, known);
  }
  return bytes;
}

/** Pieces that are not known, and what lies between the pieces: the footer and the index of pages. */
async function newBytes(
  view: DatasetView,
  path: string,
  fileBytes: number,
  known: ReadonlySet<string>,
): Promise<number> {
  const pieces = await columnPieces(view, path);
  const inPieces = pieces.reduce((sum, { bytes }) => sum + bytes, 0);
  const missing = pieces.filter(({ print }) => !known.has(print));
  return missing.reduce((sum, { bytes }) => sum + bytes, fileBytes - inPieces);
}

async function columnPieces(view: DatasetView, path: string): Promise<{ bytes: number; print: string }[]> {
  await using reader = await view.openParquet(path);
  return reader.metadata.row_groups.flatMap(piecesOf);
}

function piecesOf({ columns, num_rows }: RowGroup): { bytes: number; print: string }[] {
  return columns.flatMap(({ meta_data }) => {
    if (meta_data === undefined) return [];
    const { path_in_schema, num_values, total_compressed_size, total_uncompressed_size, statistics } =
      meta_data;
    const facts = [path_in_schema, num_rows, num_values, total_compressed_size, total_uncompressed_size];
    const print = JSON.stringify([facts, statistics], (_, value) => printable(value));
    return [{ bytes: Number(total_compressed_size), print }];
  });
}

function printable(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value;
}

function parquetFiles({ configs }: DatasetManifest): string[] {
  return configs.flatMap(({ files }) => files.map(({ path }) => path));
}
