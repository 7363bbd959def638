import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { curateProgram } from "../../curate-program.ts";

/** `curate audit` in a process of its own, as a user starts it. */
export class ServedAudit implements AsyncDisposable {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.#child = child;
  }

  /** Resolves once it printed its address. */
  static async start(dir: string): Promise<ServedAudit> {
    const child = spawn(process.execPath, [curateProgram, "audit", "--run", dir], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const [url] = /^http:\/\/127\.0\.0\.1:\S+/.exec(line) ?? [];
      if (url !== undefined) return new ServedAudit(url, child);
    }
    throw new Error(`The audit ended before it printed an address: ${child.exitCode}`);
  }

  /** Megabytes in memory, now and at most; null where there is no /proc. */
  async memory(): Promise<{ now: number; peak: number } | null> {
    const status = await readFile(`/proc/${this.#child.pid}/status`, "utf8").catch(() => null);
    if (status === null) return null;
    const megabytes = (field: string): number =>
      Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0) / 1024;
    return { now: megabytes("VmRSS"), peak: megabytes("VmHWM") };
  }

  /** As a user would: with Ctrl-C. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGINT");
    await ended;
  }
}
