import type { ChildProcess } from "node:child_process";
import { Duplex, type Readable, type Writable } from "node:stream";
import { InfrastructureError } from "../../errors.ts";
import type { ResourceMonitor, Watched } from "./resource-monitor.ts";
import type { Box, BoxExit, BoxOptions, ExceededLimit } from "./sandbox.ts";

/** Written to descriptor 3 by the last step before the command: all confinement is in place. */
export const startedMark = "started\n";
const startTimeoutMs = 10_000;

/** What a sandbox does its own way. */
export interface BoxProcessParts {
  /** stdout and stderr are pipes, descriptor 3 too: the box's control */
  child: ChildProcess;
  options: BoxOptions;
  monitor: ResourceMonitor;
  /** host folders whose size counts */
  folders: readonly string[];
  membersOf: Watched["membersOf"];
  /** Ends every process of the box; `exited` settles when the last is gone. */
  endAll: () => void;
  /** what makes the boxes, and what to do where it cannot */
  maker: string;
}

/** A running box: its limits, its output, its start and its end. */
export class BoxProcess implements Box {
  readonly control: Duplex;
  readonly exited: Promise<BoxExit>;
  readonly started: Promise<void>;
  running = true;
  readonly #parts: BoxProcessParts;
  #killed = false;
  #exceeded: ExceededLimit | null = null;

  constructor(parts: BoxProcessParts) {
    this.#parts = parts;
    const { child, options } = parts;
    this.control = duplexOf(child.stdio[3]);
    const setupErrors: Buffer[] = [];
    const collectSetupError = (chunk: Buffer): void => void setupErrors.push(chunk);
    child.stderr?.on("data", collectSetupError);
    this.#countOutput(options);

    const cleanUp = new DisposableStack();
    this.exited = new Promise((resolve) => {
      const end = (code: number | null): void => {
        this.running = false;
        cleanUp.dispose();
        this.control.destroy();
        resolve({ code: this.#killed ? null : code, exceeded: this.#exceeded });
      };
      // "close" waits for the output's end too, so that a last message is never lost
      child.once("close", end);
      child.once("error", () => end(null));
    });

    const onAbort = (): void => void this.kill();
    options.signal?.addEventListener("abort", onAbort);
    cleanUp.defer(() => options.signal?.removeEventListener("abort", onAbort));
    let lifeTimer: NodeJS.Timeout | undefined;
    cleanUp.defer(() => clearTimeout(lifeTimer));
    if (child.pid !== undefined) {
      cleanUp.use(
        parts.monitor.watch({
          membersOf: parts.membersOf,
          folders: parts.folders,
          ...options.limits,
          onExceeded: (limit) => this.#exceed(limit),
        }),
      );
    }

    this.started = this.#waitForStart(options.signal, () => Buffer.concat(setupErrors).toString().trim());
    this.started.then(
      () => {
        child.stderr?.off("data", collectSetupError);
        // the way to the start has a limit of its own
        if (this.running) lifeTimer = setTimeout(() => this.#exceed("time"), options.limits.wallMs).unref();
      },
      () => undefined,
    );
  }

  kill(): Promise<BoxExit> {
    if (this.running) {
      this.#killed = true;
      this.#parts.endAll();
    }
    return this.exited;
  }

  #exceed(limit: ExceededLimit): void {
    this.#exceeded ??= limit;
    void this.kill();
  }

  #countOutput({ limits, onOutput }: BoxOptions): void {
    let left = limits.outputBytes;
    const onData = (chunk: Buffer): void => {
      left -= chunk.length;
      if (left < 0) this.#exceed("output");
      else onOutput(chunk);
    };
    this.#parts.child.stdout?.on("data", onData);
    this.#parts.child.stderr?.on("data", onData);
  }

  async #waitForStart(signal: AbortSignal | undefined, setupErrors: () => string): Promise<void> {
    const { promise: marked, resolve: mark } = Promise.withResolvers<"marked">();
    let received = "";
    // reading on demand, unlike the "data" event, leaves the stream as new for the box's owner
    const onReadable = (): void => {
      received += this.control.read(startedMark.length - received.length)?.toString("latin1") ?? "";
      if (received.length < startedMark.length) return;
      this.control.off("readable", onReadable);
      mark("marked");
    };
    this.control.on("readable", onReadable);
    const timeout = AbortSignal.timeout(startTimeoutMs);
    const { promise: late, resolve: giveUp } = Promise.withResolvers<"late">();
    const onTimeout = (): void => giveUp("late");
    timeout.addEventListener("abort", onTimeout, { once: true });
    const first = await Promise.race([marked, late, this.exited.then(() => "ended" as const)]);
    timeout.removeEventListener("abort", onTimeout);
    if (first === "marked") return;
    await this.kill();
    signal?.throwIfAborted();
    const found =
      first === "late" ? `nothing happened for ${startTimeoutMs / 1000} s` : setupErrors() || "no message";
    throw new InfrastructureError(
      `Sandbox: ${this.#parts.maker} could not make a box (${found}). "npx curate doctor" finds out why.`,
    );
  }
}

function duplexOf(stream: Readable | Writable | null | undefined): Duplex {
  if (!(stream instanceof Duplex))
    throw new InfrastructureError("Sandbox: its first program could not be started.");
  stream.on("error", () => undefined);
  return stream;
}
