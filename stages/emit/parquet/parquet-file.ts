import { constants, zstdCompressSync } from "node:zlib";
import { DataType, type Schema } from "apache-arrow";
import { ParquetWriter } from "hyparquet-writer";
import type { Row } from "../../../pipeline/dataset/row.ts";
import { HashingFile } from "./hashing-file.ts";
import { hubMetadata } from "./hub-features.ts";
import { parquetSchema } from "./parquet-schema.ts";

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

  /** Writes rows, checked by `encodeRow`, as one row group. */
  async writeGroup(rows: readonly Row[]): Promise<void> {
    await this.#writer.write({
      columnData: this.#schema.fields.map(({ name, type }) => ({
        name,
        // readers find a row's pages without reading the others
        columnIndex: true,
        data: rows.map((row) => (holdsInt64(type) ? withBigInts(row[name], type) : row[name])),
      })),
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

function holdsInt64(type: DataType): boolean {
  if (DataType.isInt(type)) return type.bitWidth === 64;
  return (type.children ?? []).some((child) => holdsInt64(child.type));
}

/** The writer takes 64-bit integers as bigint only. */
function withBigInts(value: unknown, type: DataType): unknown {
  if (DataType.isInt(type)) return type.bitWidth === 64 && typeof value === "number" ? BigInt(value) : value;
  if (DataType.isList(type) && Array.isArray(value))
    return value.map((item) => withBigInts(item, type.valueType));
  if (!DataType.isStruct(type) || value === null || typeof value !== "object") return value;
  const members = new Map<string, unknown>(Object.entries(value));
  return Object.fromEntries(
    type.children.map((child) => [child.name, withBigInts(members.get(child.name), child.type)]),
  );
}
