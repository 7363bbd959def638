import { type FileHandle, mkdir, open, rename, rm, truncate, writeFile } from "node:fs/promises";
import { type CurateError, hasErrorCode, InfrastructureError, StopError, TakenOverError } from "../errors.ts";
import { blobRefOf, type PackContent, PackEncoder, readPack } from "./blob-pack.ts";
import { sha256Hex } from "./digest.ts";
import { chainStart, type Enveloped, encodeLine, scanJournal } from "./journal-line.ts";
import { readOrEmpty } from "./read-or-empty.ts";
import { storeFiles, temporaryOfEpoch } from "./run-paths.ts";
import type { StoreFence } from "./store-fence.ts";
import type { BlobReader, BlobRef } from "./trajectory.ts";
import { writeFailure, writing } from "./write-failure.ts";

/** Checks an event against the store's schema: the event, or what is wrong with it. */
export type EventParser<Event> = (
  event: Record<string, unknown>,
) => { ok: true; value: Event } | { ok: false; problems: string[] };

export interface StoreContent<Event> {
  events: Enveloped<Event>[];
  pack: PackContent;
  journalBytes: number;
  /** What of the files could not be used; empty when all is well. */
  damage: string[];
}

const referencePattern = /sha256:[0-9a-f]{64}/g;

async function readContent<Event>(dir: string, parse: EventParser<Event>): Promise<StoreContent<Event>> {
  const files = storeFiles(dir);
  const pack = await readOrEmpty(files.pack);
  return decodeStore({ journal: await readOrEmpty(files.journal), pack, files, parse });
}

/** The longest prefix of a journal's lines whose blobs are all in the pack. Pure. */
export function decodeStore<Event>({
  journal,
  pack: packBytes,
  files,
  parse,
}: {
  journal: Buffer;
  pack: Buffer;
  /** as damage names them */
  files: { journal: string; pack: string };
  parse: EventParser<Event>;
}): StoreContent<Event> {
  const pack = readPack(packBytes);
  const events: Enveloped<Event>[] = [];
  const scan = scanJournal(journal, (event, envelope) => {
    const missing = JSON.stringify(event)
      .match(referencePattern)
      ?.find((ref) => !pack.blobs.has(ref));
    if (missing !== undefined) return `its blob ${missing.slice(0, 19)}... is not in the pack`;
    const parsed = parse(event);
    if (!parsed.ok) return parsed.problems.join("; ");
    events.push({ ...parsed.value, ...envelope });
    return null;
  });
  const damage: string[] = [];
  if (scan.damage !== null) damage.push(`${files.journal}: ${scan.damage}`);
  if (pack.damage !== null) damage.push(`${files.pack}: ${pack.damage}`);
  return { events, pack, journalBytes: scan.validBytes, damage };
}

/** Blobs of a store, in memory. */
class MemoryBlobs implements BlobReader {
  readonly #blobs: ReadonlyMap<BlobRef, Uint8Array>;

  constructor(blobs: ReadonlyMap<BlobRef, Uint8Array>) {
    this.#blobs = blobs;
  }

  bytes(ref: BlobRef): Uint8Array {
    const raw = this.#blobs.get(ref);
    if (raw === undefined)
      throw new InfrastructureError(`Blob ${ref} is not in the pack or does not verify.`);
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
    blobs: new MemoryBlobs(content.pack.blobs),
    damage: content.damage,
    digest: journalDigest(content.events),
  };
}

/** As each line's checksum covers the one before, the last one and the count stand for all. */
export function journalDigest(events: readonly { sum: string }[]): string {
  return digestOfLines(events.length, events.at(-1)?.sum ?? chainStart);
}

/** The same from the number of lines and the last one's checksum. */
export function digestOfLines(lines: number, lastSum: string): string {
  return sha256Hex(`${lines}:${lastSum}`);
}

export interface EventStoreOptions<Event> {
  dir: string;
  parse: EventParser<Event>;
  now(): Date;
  /**
   * True for the event that ends the first step. From then on text is stored as what distinguishes it from the text
   * before: later steps say much of the first one again (default: no event does).
   */
  endsFirstStep?(event: Event): boolean;
  /** Keeps other processes from writing, and this one once another has taken the store over (default: none). */
  fence?: StoreFence | undefined;
}

/**
 * The single writer of an append-only journal and its blob pack. An event is durable when `append` returns: first the
 * blobs it refers to are written and synced, then its line. A damaged tail is cut off on opening, kept beside the
 * file as `*.damaged-<byte>`, and named in `damage`. Behind a fence, `append` throws TakenOverError once another process
 * owns the store; an event that was acknowledged is in the files that the next owner goes on with.
 */
export class EventStore<Event extends object> extends MemoryBlobs implements AsyncDisposable {
  readonly damage: readonly string[];
  readonly #events: Enveloped<Event>[];
  readonly #blobs: Map<BlobRef, Uint8Array>;
  readonly #encoder: PackEncoder;
  readonly #journal: FileHandle;
  readonly #pack: FileHandle;
  readonly #options: EventStoreOptions<Event>;
  #firstStepEnded: boolean;
  #unwritten: BlobRef[] = [];
  #tail: Promise<unknown> = Promise.resolve();
  #broken: CurateError | null = null;
  /** Bytes that are durable. */
  #journalBytes: number;
  #packBytes: number;

  private constructor(
    content: StoreContent<Event>,
    handles: { journal: FileHandle; pack: FileHandle },
    options: EventStoreOptions<Event>,
  ) {
    super(content.pack.blobs);
    this.damage = content.damage;
    this.#events = content.events;
    this.#blobs = content.pack.blobs;
    this.#encoder = new PackEncoder(content.pack.history);
    this.#journal = handles.journal;
    this.#pack = handles.pack;
    this.#options = options;
    this.#journalBytes = content.journalBytes;
    this.#packBytes = content.pack.validBytes;
    this.#firstStepEnded = content.events.some((event) => this.#endsFirstStep(event));
  }

  static async open<Event extends object>(options: EventStoreOptions<Event>): Promise<EventStore<Event>> {
    await writing(options.dir, () => mkdir(options.dir, { recursive: true }));
    const content = await readContent(options.dir, options.parse);
    const opened = await writing(options.dir, () => openForWriting(content, options));
    return new EventStore(content, opened, options);
  }

  get events(): readonly Enveloped<Event>[] {
    return this.#events;
  }

  /** Takes bytes into the store. They are durable with the next appended event. */
  keep(raw: Uint8Array | string): BlobRef {
    const bytes = Buffer.from(raw);
    const ref = blobRefOf(bytes);
    if (!this.#blobs.has(ref)) {
      this.#blobs.set(ref, bytes);
      this.#unwritten.push(ref);
    }
    return ref;
  }

  keepJson(value: unknown): BlobRef {
    return this.keep(JSON.stringify(value));
  }

  /**
   * Appends one event. Calls are written in the order they were made. Throws UserError or StopError when it cannot be
   * written; from then on nothing is, until the store is opened again.
   */
  append(event: Event): Promise<void> {
    const written = this.#tail.then(() => this.#write(event));
    this.#tail = written.catch(() => undefined);
    return written;
  }

  async #write(event: Event): Promise<void> {
    if (this.#broken !== null) throw this.#broken;
    await this.#options.fence?.check();
    const refs = this.#unwritten;
    this.#unwritten = [];
    const seq = this.#events.length;
    const prev = this.#events.at(-1)?.sum ?? chainStart;
    const at = this.#options.now().toISOString();
    const { line, sum } = encodeLine(event, { seq, prev, at });
    const afterText = this.#firstStepEnded;
    const records = refs.map((ref) => this.#encoder.encode(this.bytes(ref), ref, { afterText }));
    try {
      if (records.length > 0) {
        await this.#pack.appendFile(Buffer.concat(records));
        await this.#pack.datasync();
      }
      await this.#journal.appendFile(line);
      await this.#journal.datasync();
    } catch (cause) {
      this.#broken = writeFailure(this.#options.dir, cause);
      await this.#takeBack();
      throw this.#broken;
    }
    this.#packBytes += records.reduce((bytes, record) => bytes + record.length, 0);
    this.#journalBytes += Buffer.byteLength(line);
    await this.#checkStillOwned();
    this.#events.push({ ...event, seq, at, sum });
    this.#firstStepEnded ||= this.#endsFirstStep(event);
  }

  /**
   * Cuts off what is not durable. After a failed fsync the system may show bytes that never reach the disk: nothing may
   * be built on them.
   */
  async #takeBack(): Promise<void> {
    try {
      await this.#journal.truncate(this.#journalBytes);
      await this.#pack.truncate(this.#packBytes);
    } catch {
      // then the next opening finds what can be used of it
    }
  }

  /** A line counts once it is durable in files that are still this owner's. */
  async #checkStillOwned(): Promise<void> {
    try {
      await this.#options.fence?.check();
    } catch (error) {
      this.#broken = writeFailure(this.#options.dir, error);
      throw this.#broken;
    }
  }

  #endsFirstStep(event: Event): boolean {
    return this.#options.endsFirstStep?.(event) ?? false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tail;
    this.#broken ??= new StopError(`${this.#options.dir} was closed.`);
    await this.#journal.close();
    await this.#pack.close();
  }
}

/** Sets damaged tails aside, and opens both files for appending: copies of them where a former owner may write. */
async function openForWriting<Event>(
  content: StoreContent<Event>,
  { dir, fence }: Pick<EventStoreOptions<Event>, "dir" | "fence">,
): Promise<{ journal: FileHandle; pack: FileHandle }> {
  const files = storeFiles(dir);
  const journalTail = { path: files.journal, validBytes: content.journalBytes };
  const packTail = { path: files.pack, validBytes: content.pack.validBytes };
  const isDamaged = content.damage.length > 0;
  if (isDamaged) for (const tail of [journalTail, packTail]) await setTailAside(tail);
  const openFile = async (tail: Tail): Promise<FileHandle> => {
    if (fence !== undefined && (isDamaged || fence.formerMayWrite)) return await replaceByCopy(tail, fence);
    if (isDamaged) await cutTail(tail);
    return await open(tail.path, "a");
  };
  // the pack first: a journal never refers to what its pack lacks
  const pack = await openFile(packTail);
  try {
    return { journal: await openFile(journalTail), pack };
  } catch (error) {
    await pack.close();
    throw error;
  }
}

interface Tail {
  path: string;
  /** What follows is damaged. */
  validBytes: number;
}

async function setTailAside({ path, validBytes }: Tail): Promise<void> {
  const bytes = await readOrEmpty(path);
  if (bytes.length <= validBytes) return;
  const aside = `${path}.damaged-${validBytes}`;
  await writeFile(`${aside}.tmp`, bytes.subarray(validBytes), { flush: true });
  await rename(`${aside}.tmp`, aside);
}

async function cutTail({ path, validBytes }: Tail): Promise<void> {
  if ((await readOrEmpty(path)).length > validBytes) await truncate(path, validBytes);
}

/**
 * Puts a copy of a file's valid part in its place, and goes on in the copy: whoever has the old file open writes into
 * nothing. A newer owner removes the temporary file before it reads, so that nothing is renamed over what it made.
 */
async function replaceByCopy({ path, validBytes }: Tail, fence: StoreFence): Promise<FileHandle> {
  const temporary = temporaryOfEpoch(path, fence.epoch);
  const bytes = (await readOrEmpty(path)).subarray(0, validBytes);
  // of this epoch, too, if an earlier try was cut short
  await rm(temporary, { force: true });
  const copy = await open(temporary, "ax");
  try {
    await copy.appendFile(bytes);
    await copy.datasync();
    await fence.check();
    await rename(temporary, path);
  } catch (error) {
    await copy.close();
    // the newer owner has removed it
    throw hasErrorCode(error, "ENOENT")
      ? new TakenOverError(`${path} was taken over.`, { cause: error })
      : error;
  }
  return copy;
}
