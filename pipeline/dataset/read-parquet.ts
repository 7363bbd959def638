import { type FileHandle, open } from "node:fs/promises";
import { zstdDecompressSync } from "node:zlib";
import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  type RowGroup,
} from "hyparquet";
import { giveBackMemory } from "../memory/give-back-memory.ts";
import type { Row } from "./row.ts";

/** A Parquet file opened for reading. */
export class ParquetReader implements AsyncDisposable {
  readonly metadata: FileMetaData;
  readonly #buffer: AsyncBuffer;
  readonly #file: FileHandle | null;

  private constructor(file: FileHandle | null, buffer: AsyncBuffer, metadata: FileMetaData) {
    this.#file = file;
    this.#buffer = buffer;
    this.metadata = metadata;
  }

  /** A file that is somewhere else, read range by range. Throws when it is no Parquet file. */
  static async ofRanges(buffer: AsyncBuffer): Promise<ParquetReader> {
    return new ParquetReader(null, buffer, await parquetMetadataAsync(buffer));
  }

  /** Throws when the file is no Parquet file. */
  static async open(path: string): Promise<ParquetReader> {
    const file = await open(path, "r");
    try {
      const buffer = { byteLength: (await file.stat()).size, slice: sliceOf(file) };
      return new ParquetReader(file, buffer, await parquetMetadataAsync(buffer));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /**
   * All rows as plain JSON values and bytes, in order. Of a row group, the pages of a few rows are in memory at a time;
   * of one that says nothing of its pages, all. What lies elsewhere is fetched a row group at a time. `columns`: only
   * these, of which the file need not have all (default: all of the file's).
   */
  async *rows(columns?: readonly string[]): AsyncGenerator<Row> {
    const own = new Set(this.metadata.schema.map(({ name }) => name));
    const wanted = columns?.filter((column) => own.has(column));
    let groupStart = 0;
    for (const group of this.metadata.row_groups) {
      const groupEnd = groupStart + Number(group.num_rows);
      const file = this.#file === null ? await fetchGroup(this.#buffer, group) : this.#buffer;
      for (let rowStart = groupStart; rowStart < groupEnd; ) {
        const rowEnd = Math.min(groupEnd, rowStart + rowsAtOnce(group));
        const rows = await parquetReadObjects({
          ...{ file, rowStart, rowEnd, metadata: this.metadata, useOffsetIndex: true },
          ...(wanted !== undefined && { columns: wanted }),
          compressors: { ZSTD: (bytes) => zstdDecompressSync(bytes) },
          parsers: textParsers,
          // bytes that are not declared to be text stay bytes
          utf8: false,
        });
        for (const row of rows) yield plainRow(row);
        rowStart = rowEnd;
      }
      groupStart = groupEnd;
      if (group.total_byte_size > largeGroupBytes) giveBackMemory();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file?.close();
  }
}

/** Values that are decoded at once, about so many bytes of them. */
const bytesAtOnce = 2_000_000;
/** Reading a larger group leaves so much behind that it is worth clearing up. */
const largeGroupBytes = 8_000_000;

/** Rows of a group to decode at once. Without an index of its pages, each part would take decoding them all. */
function rowsAtOnce({ num_rows, total_byte_size, columns }: RowGroup): number {
  const [rows, bytes] = [Number(num_rows), Number(total_byte_size)];
  if (columns.some(({ offset_index_offset }) => offset_index_offset === undefined)) return rows;
  return Math.max(1, Math.ceil((rows * bytesAtOnce) / Math.max(1, bytes)));
}

/** A file of which a row group, and the index of its pages, is at hand. */
async function fetchGroup(file: AsyncBuffer, group: RowGroup): Promise<AsyncBuffer> {
  const chunks = spanOf(
    group.columns.flatMap(({ meta_data }) => {
      if (meta_data === undefined) return [];
      const start = Number(meta_data.dictionary_page_offset ?? meta_data.data_page_offset);
      return [[start, start + Number(meta_data.total_compressed_size)]];
    }),
  );
  const index = spanOf(
    group.columns.flatMap(({ offset_index_offset: start, offset_index_length: length }) =>
      start === undefined || length === undefined ? [] : [[Number(start), Number(start) + length]],
    ),
  );
  const fetched = await Promise.all(
    [chunks, index].map(async ([start, end]) => ({ start, end, bytes: await file.slice(start, end) })),
  );
  return {
    byteLength: file.byteLength,
    slice: (start, end = file.byteLength) => {
      const there = fetched.find((part) => part.start <= start && end <= part.end);
      return there === undefined
        ? file.slice(start, end)
        : there.bytes.slice(start - there.start, end - there.start);
    },
  };
}

function spanOf(ranges: readonly number[][]): [start: number, end: number] {
  const ends = ranges.flat();
  return ends.length === 0 ? [0, 0] : [Math.min(...ends), Math.max(...ends)];
}

/** The library's own would drop a byte order mark at the beginning of a text. */
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
const textParsers = { stringFromBytes: (bytes: Uint8Array) => bytes && utf8.decode(bytes) };

function sliceOf(file: FileHandle): AsyncBuffer["slice"] {
  return async (start, end) => {
    const length = (end ?? (await file.stat()).size) - start;
    const buffer = new ArrayBuffer(length);
    const { bytesRead } = await file.read(new Uint8Array(buffer), 0, length, start);
    return bytesRead === length ? buffer : buffer.slice(0, bytesRead);
  };
}

function plainRow(row: Record<string, unknown>): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)]));
}

/** 64-bit integers, which Parquet readers give as bigint, as numbers. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return value;
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (value !== null && typeof value === "object") return plainRow({ ...value });
  return value;
}
