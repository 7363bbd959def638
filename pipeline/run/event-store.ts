import { type FileHandle, mkdir, open, readFile, rename, truncate, writeFile } from "node:fs/promises";
import { errorMessage, hasErrorCode, InfrastructureError } from "../errors.ts";
import { blobRefOf, decodeBlob, encodeBlob, type PackEntry, scanPack } from "./blob-pack.ts";
import { sha256Hex } from "./digest.ts";
import { chainStart, type Enveloped, encodeLine, scanJournal } from "./journal-line.ts";
import { storeFiles } from "./run-paths.ts";
import type { BlobReader, BlobRef } from "./trajectory.ts";

/** Checks an event against the store's schema: the event, or what is wrong with it. */
export type EventParser<Event> = (
  event: Record<string, unknown>,
) => { ok: true; value: Event } | { ok: false; problems: string[] };

interface StoreContent<Event> {
  events: Enveloped<Event>[];
  pack: Buffer;
  entries: Map<string, PackEntry>;
  journalBytes: number;
  packBytes: number;
  /** What of the files could not be used; empty when all is well. */
  damage: string[];
}

const referencePattern = /sha256:[0-9a-f]{64}/g;

/** Reads journal and pack, and keeps the longest prefix of lines whose blobs are all there. */
async function readContent<Event>(dir: string, parse: EventParser<Event>): Promise<StoreContent<Event>> {
  const files = storeFiles(dir);
  const pack = await readOrEmpty(files.pack);
  const journal = await readOrEmpty(files.journal);
  const packScan = scanPack(pack);
  const events: Enveloped<Event>[] = [];
  const scan = scanJournal(journal, (event, envelope) => {
    const missing = JSON.stringify(event)
      .match(referencePattern)
      ?.find((ref) => !packScan.entries.has(ref));
    if (missing !== undefined) return `its blob ${missing.slice(0, 19)}... is not in the pack`;
    const parsed = parse(event);
    if (!parsed.ok) return parsed.problems.join("; ");
    events.push({ ...parsed.value, ...envelope });
    return null;
  });
  const damage: string[] = [];
  if (scan.damage !== null) damage.push(`${files.journal}: ${scan.damage}`);
  if (packScan.damage !== null) damage.push(`${files.pack}: ${packScan.damage}`);
  return {
    events,
    pack,
    entries: packScan.entries,
    journalBytes: scan.validBytes,
    packBytes: packScan.validBytes,
    damage,
  };
}

async function readOrEmpty(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if (hasErrorCode(error, "ENOENT")) return Buffer.alloc(0);
    throw error;
  }
}

/** Blobs of a store, read from memory. */
class PackReader implements BlobReader {
  protected readonly entries: Map<string, PackEntry>;
  readonly #pack: Buffer;

  constructor(pack: Buffer, entries: Map<string, PackEntry>) {
    this.#pack = pack;
    this.entries = entries;
  }

  bytes(ref: BlobRef): Uint8Array {
    const entry = this.entries.get(ref);
    const raw =
      entry === undefined
        ? null
        : decodeBlob(this.#pack.subarray(entry.offset, entry.offset + entry.storedBytes), entry);
    if (raw === null) throw new InfrastructureError(`Blob ${ref} is not in the pack or does not verify.`);
    return raw;
  }

  text(ref: BlobRef): string {
    return Buffer.from(this.bytes(ref)).toString("utf8");
  }
}

export interface StoreSnapshot<Event> {
  events: readonly Enveloped<Event>[];
  blobs: BlobReader;
  damage: readonly string[];
  /** Digest over the valid journal. */
  digest: string;
}

/** Reads a store without changing it. What is damaged at its end is left out and named in `damage`. */
export async function readStore<Event>(
  dir: string,
  parse: EventParser<Event>,
): Promise<StoreSnapshot<Event>> {
  const content = await readContent(dir, parse);
  return {
    events: content.events,
    blobs: new PackReader(content.pack, content.entries),
    damage: content.damage,
    digest: journalDigest(content.events),
  };
}

/** As each line's checksum covers the one before, the last one and the count stand for all. */
export function journalDigest(events: readonly { sum: string }[]): string {
  return sha256Hex(`${events.length}:${events.at(-1)?.sum ?? chainStart}`);
}

/**
 * The single writer of an append-only journal and its blob pack. An event is durable when `append` returns: first the
 * blobs it refers to are written and synced, then its line. A damaged tail is cut off on opening, kept beside the
 * file as `*.damaged-<byte>`, and named in `damage`.
 */
export class EventStore<Event extends object> implements BlobReader, AsyncDisposable {
  readonly damage: readonly string[];
  readonly #events: Enveloped<Event>[];
  readonly #known: Map<string, PackEntry>;
  readonly #stored: PackReader;
  readonly #fresh = new Map<BlobRef, Buffer>();
  readonly #journal: FileHandle;
  readonly #pack: FileHandle;
  readonly #now: () => Date;
  #unwritten: BlobRef[] = [];
  #tail: Promise<unknown> = Promise.resolve();
  #broken: string | null = null;

  private constructor(
    content: StoreContent<Event>,
    handles: { journal: FileHandle; pack: FileHandle },
    now: () => Date,
  ) {
    this.damage = content.damage;
    this.#events = content.events;
    this.#known = content.entries;
    this.#stored = new PackReader(content.pack, content.entries);
    this.#journal = handles.journal;
    this.#pack = handles.pack;
    this.#now = now;
  }

  static async open<Event extends object>(options: {
    dir: string;
    parse: EventParser<Event>;
    now: () => Date;
  }): Promise<EventStore<Event>> {
    const files = storeFiles(options.dir);
    await mkdir(options.dir, { recursive: true });
    const content = await readContent(options.dir, options.parse);
    if (content.damage.length > 0) {
      await setTailAside(files.journal, content.journalBytes);
      await setTailAside(files.pack, content.packBytes);
    }
    const journal = await open(files.journal, "a");
    const pack = await open(files.pack, "a");
    return new EventStore(content, { journal, pack }, options.now);
  }

  get events(): readonly Enveloped<Event>[] {
    return this.#events;
  }

  /** Takes bytes into the store. They are durable with the next appended event. */
  keep(raw: Uint8Array | string): BlobRef {
    const bytes = Buffer.from(raw);
    const ref = blobRefOf(bytes);
    if (!this.#known.has(ref) && !this.#fresh.has(ref)) {
      this.#fresh.set(ref, bytes);
      this.#unwritten.push(ref);
    }
    return ref;
  }

  keepJson(value: unknown): BlobRef {
    return this.keep(JSON.stringify(value));
  }

  bytes(ref: BlobRef): Uint8Array {
    return this.#fresh.get(ref) ?? this.#stored.bytes(ref);
  }

  text(ref: BlobRef): string {
    return Buffer.from(this.bytes(ref)).toString("utf8");
  }

  /** Appends one event. Calls are written in the order they were made. After a failed write the store must be reopened. */
  append(event: Event): Promise<void> {
    const written = this.#tail.then(() => this.#write(event));
    this.#tail = written.catch(() => undefined);
    return written;
  }

  async #write(event: Event): Promise<void> {
    if (this.#broken !== null)
      throw new InfrastructureError(`The journal is closed after a failed write: ${this.#broken}`);
    const refs = this.#unwritten;
    this.#unwritten = [];
    const seq = this.#events.length;
    const prev = this.#events.at(-1)?.sum ?? chainStart;
    const at = this.#now().toISOString();
    const { line, sum } = encodeLine(event, { seq, prev, at });
    try {
      if (refs.length > 0) {
        await this.#pack.appendFile(Buffer.concat(refs.map((ref) => encodeBlob(this.bytes(ref), ref))));
        await this.#pack.datasync();
      }
      await this.#journal.appendFile(line);
      await this.#journal.datasync();
    } catch (cause) {
      this.#broken = errorMessage(cause);
      throw new InfrastructureError(`The journal could not be written: ${this.#broken}`, { cause });
    }
    this.#events.push({ ...event, seq, prev, at, sum });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tail;
    this.#broken ??= "closed";
    await this.#journal.close();
    await this.#pack.close();
  }
}

async function setTailAside(path: string, validBytes: number): Promise<void> {
  const bytes = await readOrEmpty(path);
  if (bytes.length <= validBytes) return;
  const aside = `${path}.damaged-${validBytes}`;
  await writeFile(`${aside}.tmp`, bytes.subarray(validBytes), { flush: true });
  await rename(`${aside}.tmp`, aside);
  await truncate(path, validBytes);
}
