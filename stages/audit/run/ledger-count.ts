import { open } from "node:fs/promises";
import { checkContract } from "../../../pipeline/contracts/validators.ts";
import { hasErrorCode } from "../../../pipeline/errors.ts";
import { SpendCount, type SpendReport } from "../../../pipeline/run/summarize-spend.ts";

const chunkBytes = 256 * 1024;

/** The spend of a run, counted on from where its ledger ended at the last look. The ledger is never held in memory. */
export class LedgerCount {
  readonly #path: string;
  #count = new SpendCount();
  #counted = 0;
  #badLines = 0;
  #report: SpendReport | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  /** null until the first look is done. */
  get report(): SpendReport | null {
    return this.#report;
  }

  get problems(): string[] {
    if (this.#badLines === 0) return [];
    return [
      `ledger.jsonl: ${this.#badLines} lines are not counted. \`curate fsck --repair\` mends it from the journals.`,
    ];
  }

  /** Counts what was added. Whether there was anything. */
  async refresh(signal: AbortSignal): Promise<boolean> {
    const hadReport = this.#report !== null;
    const hasGrown = await this.#countOn(signal);
    if (hasGrown || !hadReport) this.#report = this.#count.report();
    return hasGrown || !hadReport;
  }

  async #countOn(signal: AbortSignal): Promise<boolean> {
    const file = await open(this.#path, "r").catch((error: unknown) => {
      if (hasErrorCode(error, "ENOENT")) return null;
      throw error;
    });
    if (file === null) return false;
    try {
      const { size } = await file.stat();
      if (size < this.#counted) this.#startAgain();
      const before = this.#counted;
      let rest = Buffer.alloc(0);
      for (;;) {
        signal.throwIfAborted();
        const at = this.#counted + rest.length;
        const { buffer, bytesRead } = await file.read(Buffer.alloc(chunkBytes), 0, chunkBytes, at);
        if (bytesRead === 0) return this.#counted > before;
        const bytes = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
        const end = bytes.lastIndexOf(0x0a) + 1;
        for (const line of bytes.toString("utf8", 0, end).split("\n")) this.#add(line);
        this.#counted += end;
        rest = bytes.subarray(end);
      }
    } finally {
      await file.close();
    }
  }

  #add(line: string): void {
    if (line === "") return;
    const checked = checkContract("ledger-entry", parseOrNull(line));
    if (checked.ok) this.#count.add(checked.value);
    else this.#badLines++;
  }

  /** Another file stands in its place. */
  #startAgain(): void {
    this.#count = new SpendCount();
    this.#counted = 0;
    this.#badLines = 0;
  }
}

function parseOrNull(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
