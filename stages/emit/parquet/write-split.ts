import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import type { Schema } from "apache-arrow";
import type { DatasetManifest } from "../../../pipeline/contracts/generated/dataset-manifest.ts";
import type { IdentifiedRow, Row } from "../../../pipeline/dataset/row.ts";
import { RowHasher } from "../../../pipeline/dataset/row-hash.ts";
import { keepYoungSpaceSmall } from "../../../pipeline/memory/keep-young-space-small.ts";
import { encodeRow } from "./encode-row.ts";
import { ParquetFile } from "./parquet-file.ts";
import { defaultRowGroupLimits, RowGroupCutter, type RowGroupLimits } from "./row-groups.ts";

export interface WriteSplitOptions {
  /** The dataset's folder. */
  dir: string;
  config: string;
  split: string;
  schema: Schema;
  /** Sorted as they are to stand in the files. */
  rows: AsyncIterable<IdentifiedRow>;
  createdBy: string;
  limits?: SplitLimits;
  signal: AbortSignal;
}

export interface SplitLimits {
  rowGroup: RowGroupLimits;
  /** A file that has reached this size ends with its row group. */
  maxFileBytes: number;
}

/** The Hub advises files of at most 500 MB. */
export const defaultSplitLimits: SplitLimits = { rowGroup: defaultRowGroupLimits, maxFileBytes: 500_000_000 };

export interface WrittenSplit {
  record: DatasetManifest["configs"][number];
  /** Size of the rows in an Arrow table, as `dataset_info` states it. */
  arrowBytes: number;
  largestRowBytes: number;
}

/** Writes one split of a configuration as `{config}/{split}-00000-of-0000N.parquet`. Without rows there is no file. */
export async function writeSplit(options: WriteSplitOptions): Promise<WrittenSplit> {
  keepYoungSpaceSmall();
  await using shards = new ShardWriter(options);
  const cutter = new RowGroupCutter((options.limits ?? defaultSplitLimits).rowGroup);
  const hasher = new RowHasher();
  let group: Row[] = [];
  let arrowBytes = 0;
  let largestRowBytes = 0;
  for await (const identified of options.rows) {
    options.signal.throwIfAborted();
    const { row, bytes } = encodeRow(identified, options.schema);
    hasher.add(row);
    group.push(row);
    arrowBytes += bytes;
    largestRowBytes = Math.max(largestRowBytes, bytes);
    if (cutter.endsWith(identified.id, bytes)) {
      await shards.write(group);
      group = [];
    }
  }
  await shards.write(group);
  const { config, split } = options;
  return {
    record: { config, split, rows: hasher.rows, rowHashes: hasher.digest(), files: await shards.finish() },
    arrowBytes: Math.ceil(arrowBytes),
    largestRowBytes: Math.ceil(largestRowBytes),
  };
}

type WrittenFile = DatasetManifest["configs"][number]["files"][number];

/** Spreads row groups over files. As their names state their number, they get them at the end. */
class ShardWriter implements AsyncDisposable {
  readonly #options: WriteSplitOptions;
  readonly #finished: { path: string; bytes: number; sha256: string }[] = [];
  #current: { file: ParquetFile; path: string } | null = null;

  constructor(options: WriteSplitOptions) {
    this.#options = options;
  }

  async write(group: readonly Row[]): Promise<void> {
    if (group.length === 0) return;
    const { file } = await this.#open();
    await file.writeGroup(group);
    if (file.bytes >= (this.#options.limits ?? defaultSplitLimits).maxFileBytes) await this.#close();
  }

  async finish(): Promise<WrittenFile[]> {
    await this.#close();
    const { dir, config, split } = this.#options;
    const files: WrittenFile[] = [];
    for (const [at, { path, bytes, sha256 }] of this.#finished.entries()) {
      const name = `${config}/${split}-${padded(at)}-of-${padded(this.#finished.length)}.parquet`;
      await rename(path, join(dir, name));
      files.push({ path: name, bytes, sha256 });
    }
    return files;
  }

  async #open(): Promise<{ file: ParquetFile; path: string }> {
    if (this.#current === null) {
      const { dir, config, split, schema, createdBy } = this.#options;
      await mkdir(join(dir, config), { recursive: true });
      const path = join(dir, config, `${split}-${padded(this.#finished.length)}.tmp`);
      this.#current = { path, file: await ParquetFile.create(path, schema, createdBy) };
    }
    return this.#current;
  }

  async #close(): Promise<void> {
    if (this.#current === null) return;
    const { file, path } = this.#current;
    this.#finished.push({ path, ...(await file.finish()) });
    this.#current = null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#current?.file[Symbol.asyncDispose]();
  }
}

function padded(number: number): string {
  return String(number).padStart(5, "0");
}
