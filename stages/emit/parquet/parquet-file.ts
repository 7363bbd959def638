import { constants, zstdCompressSync } from "node:zlib";
import type { Schema } from "apache-arrow";
import { ParquetWriter } from "hyparquet-writer";
import { HashingFile } from "./hashing-file.ts";
import { hubMetadata } from "./hub-features.ts";
import { parquetSchema } from "./parquet-schema.ts";
import type { Row } from "./row.ts";

/** Values of one page, uncompressed. */
const pageBytes = 1 << 20;

/** One Parquet file, written row group by row group; what is in memory is one group. */
export class ParquetFile implements AsyncDisposable {
  readonly #file: HashingFile;
  readonly #writer: ParquetWriter;
  readonly #schema: Schema;

  private constructor(file: HashingFile, schema: Schema, createdBy: string) {
    this.#file = file;
    this.#schema = schema;
    this.#writer = new ParquetWriter({
      writer: file,
      schema: parquetSchema(schema),
      codec: "ZSTD",
      compressors: { ZSTD: compress },
      kvMetadata: [{ key: "huggingface", value: hubMetadata(schema) }],
      createdBy,
    });
  }

  static async create(path: string, schema: Schema, createdBy: string): Promise<ParquetFile> {
    return new ParquetFile(await HashingFile.create(path), schema, createdBy);
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.#file.offset;
  }

  /** Writes rows, encoded by `encodeRow`, as one row group. */
  async writeGroup(rows: readonly Row[]): Promise<void> {
    await this.#writer.write({
      columnData: this.#schema.fields.map(({ name }) => ({ name, data: rows.map((row) => row[name]) })),
      rowGroupSize: rows.length,
      pageSize: pageBytes,
    });
  }

  /** Writes the footer. The file is durable then. */
  async finish(): Promise<{ bytes: number; sha256: string }> {
    await this.#writer.finish();
    return await this.#file.seal();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#file[Symbol.asyncDispose]();
  }
}

const level = { params: { [constants.ZSTD_c_compressionLevel]: 3 } };

function compress(bytes: Uint8Array): Uint8Array {
  return zstdCompressSync(bytes, level);
}
