import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { ByteWriter } from "hyparquet-writer";

/** A file being written by the Parquet writer: buffered to each flush, hashed on the way. */
export class HashingFile extends ByteWriter implements AsyncDisposable {
  readonly #file: FileHandle;
  readonly #hash = createHash("sha256");
  #closed = false;

  private constructor(file: FileHandle) {
    super(1 << 20);
    this.#file = file;
  }

  static async create(path: string): Promise<HashingFile> {
    return new HashingFile(await open(path, "wx"));
  }

  /** Called by the writer after each row group; it appends nothing until this is done. */
  async flush(): Promise<void> {
    const bytes = this.getBytes();
    this.#hash.update(bytes);
    await this.#file.appendFile(bytes);
    this.index = 0;
  }

  /** Writes the rest and makes the file durable. Returns its size in bytes and its SHA-256. */
  async seal(): Promise<{ bytes: number; sha256: string }> {
    await this.flush();
    await this.#file.sync();
    await this[Symbol.asyncDispose]();
    return { bytes: this.offset, sha256: this.#hash.digest("hex") };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#file.close();
  }
}
