import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { ByteWriter } from "hyparquet-writer";

/** From this size on, bytes are kept as they are given instead of copied. */
const leastKept = 4_096;

/**
 * A file being written by the Parquet writer: what it appends is kept to each flush, then hashed and written. A page's
 * bytes are not copied: whoever appends them does not change them afterwards.
 */
export class HashingFile extends ByteWriter implements AsyncDisposable {
  readonly #file: FileHandle;
  readonly #hash = createHash("sha256");
  readonly #pieces: Uint8Array[] = [];
  #closed = false;

  private constructor(file: FileHandle) {
    super(1 << 16);
    this.#file = file;
  }

  static async create(path: string): Promise<HashingFile> {
    return new HashingFile(await open(path, "wx"));
  }

  override appendBytes(bytes: Uint8Array): void {
    if (bytes.length < leastKept) super.appendBytes(bytes);
    else {
      this.#keepSmall();
      this.#pieces.push(bytes);
      this.offset += bytes.length;
    }
  }

  /** Called by the writer after each row group; it appends nothing until this is done. */
  async flush(): Promise<void> {
    this.#keepSmall();
    for (const piece of this.#pieces) {
      this.#hash.update(piece);
      await this.#file.appendFile(piece);
    }
    this.#pieces.length = 0;
  }

  /** Puts what was copied so far behind what came before it. */
  #keepSmall(): void {
    if (this.index === 0) return;
    this.#pieces.push(this.getBytes().slice());
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
