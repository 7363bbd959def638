import { type FileHandle, open, readFile, truncate } from "node:fs/promises";
import type { LedgerEntry } from "../contracts/generated/ledger-entry.ts";
import type { CurateError } from "../errors.ts";
import { readRecords } from "./json-lines.ts";
import { writeFailure, writing } from "./write-failure.ts";

export type { LedgerEntry };

/** Where calls are accounted for. */
export interface CallLedger {
  readonly entries: readonly LedgerEntry[];
  /** Adds an entry; one whose call id is there already is left out. */
  add(entry: LedgerEntry): Promise<void>;
  has(callId: string): boolean;
}

/** The append-only record of every model call of a run. Each call id stands in it once. */
export class Ledger implements CallLedger, AsyncDisposable {
  readonly #entries: LedgerEntry[];
  readonly #ids: Set<string>;
  readonly #path: string;
  readonly #file: FileHandle;
  #tail: Promise<unknown> = Promise.resolve();
  #broken: CurateError | null = null;

  private constructor(entries: LedgerEntry[], path: string, file: FileHandle) {
    this.#entries = entries;
    this.#ids = new Set(entries.map((entry) => entry.callId));
    this.#path = path;
    this.#file = file;
  }

  static async open(path: string): Promise<Ledger> {
    await dropCutLine(path);
    const entries = await readLedger(path);
    return new Ledger(entries, path, await writing(path, () => open(path, "a")));
  }

  get entries(): readonly LedgerEntry[] {
    return this.#entries;
  }

  has(callId: string): boolean {
    return this.#ids.has(callId);
  }

  /**
   * Adds an entry; one whose call id is there already is left out. Throws UserError or StopError when it cannot be
   * written; from then on nothing is, as it might follow half a line. Journals give the missing entries again.
   */
  async add(entry: LedgerEntry): Promise<void> {
    if (this.#ids.has(entry.callId)) return;
    this.#ids.add(entry.callId);
    this.#entries.push(entry);
    const written = this.#tail.then(() => this.#write(entry));
    this.#tail = written.catch(() => undefined);
    await written;
  }

  async #write(entry: LedgerEntry): Promise<void> {
    if (this.#broken !== null) throw this.#broken;
    try {
      await this.#file.appendFile(`${JSON.stringify(entry)}\n`);
    } catch (cause) {
      this.#broken = writeFailure(this.#path, cause);
      throw this.#broken;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tail;
    await this.#file.close();
  }
}

/** What calls spent together. Replayed ones spent nothing; a cost that nobody states counts as none. */
export function spendOf(entries: readonly LedgerEntry[]): { usd: number; tokens: number } {
  let usd = 0;
  let tokens = 0;
  for (const entry of entries) {
    if (entry.replayed !== undefined) continue;
    usd += entry.costUsd ?? 0;
    tokens += tokensOf(entry);
  }
  return { usd, tokens };
}

/** Prompt and completion tokens of a call; 0 when it brought none. */
export function tokensOf({ usage }: Pick<LedgerEntry, "usage">): number {
  return (usage?.promptTokens ?? 0) + (usage?.completionTokens ?? 0);
}

export async function readLedger(path: string): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for await (const entry of readRecords(path, "ledger-entry")) entries.push(entry);
  return entries;
}

/** A process killed while writing leaves half a line. Its call is in a journal, from which the entry is made again. */
async function dropCutLine(path: string): Promise<void> {
  const bytes = await readFile(path).catch(() => Buffer.alloc(0));
  if (bytes.length > 0 && bytes.at(-1) !== 0x0a)
    await writing(path, () => truncate(path, bytes.lastIndexOf(0x0a) + 1));
}
