import { type ChildProcess, spawn } from "node:child_process";
import { Duplex, type Readable, Writable } from "node:stream";
import { InfrastructureError } from "../../errors.ts";
import {
  environmentArguments,
  mountArguments,
  privilegeArguments,
  systemArguments,
} from "./bubblewrap-arguments.ts";
import { privateUser } from "./private-user.ts";
import { descendantsOf, readProcesses } from "./processes.ts";
import { ResourceMonitor } from "./resource-monitor.ts";
import type { Box, BoxExit, BoxOptions, ExceededLimit, Sandbox, UnixOwner } from "./sandbox.ts";

const setprivPath = "/usr/bin/setpriv";
const prlimitPath = "/usr/bin/prlimit";
/** Where bubblewrap itself stands in the box, for the second of the two. */
const innerBwrapPath = "/opt/box/bwrap";
/** Written to descriptor 3 by the last step before the command: all confinement is in place. */
const startedMark = "started\n";
/** Sets what our own process may have inherited from its parents, umask and open descriptors, says that the box stands, and becomes the command. */
const enterScript = `umask 022
for path in /proc/self/fd/*; do
  fd=\${path##*/}
  if ((fd > 3)); then { exec {fd}>&-; } 2>/dev/null; fi
done
echo ${startedMark.trim()} >&3
exec "$@"`;
const startTimeoutMs = 10_000;
const maxOpenFiles = 8192;
/** Memory that one process may ask for; RLIMIT_AS would stop V8, which reserves far more than it uses. */
const dataBytes = 4 * 2 ** 30;

/** Boxes made by bubblewrap (https://github.com/containers/bubblewrap) from Linux namespaces. */
export class BubblewrapSandbox implements Sandbox {
  readonly name = "bubblewrap";
  readonly #bwrapPath: string;
  readonly #monitor = new ResourceMonitor();
  readonly #boxes = new Set<Box>();

  constructor(options: { bwrapPath: string }) {
    this.#bwrapPath = options.bwrapPath;
  }

  owner(slot: number): UnixOwner | null {
    return privateUser(slot);
  }

  async start(options: BoxOptions): Promise<Box> {
    options.signal?.throwIfAborted();
    const child = spawn(this.#bwrapPath, ["--args", "4", ...this.#command(options)], {
      stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
      env: { PATH: "/usr/bin:/bin" },
      // out of the terminal's process group: Ctrl-C is for us to handle
      detached: true,
    });
    const box = new BubblewrapBox(child, options, this.#monitor);
    this.#boxes.add(box);
    box.exited.then(() => this.#boxes.delete(box));
    sendArguments(child, this.#arguments(options));
    await box.started;
    return box;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#boxes].map((box) => box.kill()));
  }

  #arguments(options: BoxOptions): string[] {
    const { flags } = this.#privileges(options);
    return [
      ...["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"],
      ...["--hostname", "sandbox", "--die-with-parent", "--new-session"],
      ...environmentArguments(options.env),
      ...systemArguments(),
      ...mountArguments([
        { source: this.#bwrapPath, target: innerBwrapPath, writable: false },
        ...options.mounts,
      ]),
      ...flags,
      ...["--remount-ro", "/", "--chdir", options.cwd],
    ];
  }

  #command({ command, limits, ...options }: BoxOptions): string[] {
    return [
      "--",
      ...this.#privileges(options).prefix,
      ...[prlimitPath, `--nproc=${limits.processes}`, `--data=${dataBytes}`, `--fsize=${limits.fileBytes}`],
      ...[`--nofile=${maxOpenFiles}`, "--core=0", "--"],
      ...["/bin/bash", "-c", enterScript, "bash"],
      ...command,
    ];
  }

  #privileges({ slot }: { slot: number }): { flags: string[]; prefix: string[] } {
    return privilegeArguments(this.owner(slot), { bwrap: innerBwrapPath, setpriv: setprivPath });
  }
}

class BubblewrapBox implements Box {
  readonly control: Duplex;
  readonly exited: Promise<BoxExit>;
  readonly started: Promise<void>;
  running = true;
  readonly #child: ChildProcess;
  #killed = false;
  #exceeded: ExceededLimit | null = null;

  constructor(child: ChildProcess, options: BoxOptions, monitor: ResourceMonitor) {
    this.#child = child;
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
    const lifeTimer = setTimeout(() => this.#exceed("time"), options.limits.wallMs).unref();
    cleanUp.defer(() => clearTimeout(lifeTimer));
    if (child.pid !== undefined) {
      cleanUp.use(
        monitor.watch({
          pid: child.pid,
          memoryBytes: options.limits.memoryBytes,
          diskBytes: options.limits.diskBytes,
          folders: options.mounts.filter(({ writable }) => writable).map(({ source }) => source),
          onExceeded: (limit) => this.#exceed(limit),
        }),
      );
    }

    this.started = this.#waitForStart(options.signal, () => Buffer.concat(setupErrors).toString().trim());
    this.started.then(
      () => child.stderr?.off("data", collectSetupError),
      () => undefined,
    );
  }

  kill(): Promise<BoxExit> {
    if (this.running) {
      this.#killed = true;
      // the namespace's first process takes all others with it, and bubblewrap ends when the last is gone
      const first = this.#firstInside();
      if (first === null) this.#child.kill("SIGKILL");
      else tryKill(first);
    }
    return this.exited;
  }

  #firstInside(): number | null {
    const { pid } = this.#child;
    if (pid === undefined) return null;
    return descendantsOf(pid, readProcesses()).find(({ parent }) => parent === pid)?.pid ?? null;
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
    this.#child.stdout?.on("data", onData);
    this.#child.stderr?.on("data", onData);
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
      `Sandbox: bubblewrap could not make a box (${found}). Check with "npx curate doctor" that bubblewrap is installed and that user namespaces are allowed.`,
    );
  }
}

/** Arguments go through a pipe, so that the box does not find the host's paths in /proc/1/cmdline. */
function sendArguments(child: ChildProcess, args: readonly string[]): void {
  const pipe = child.stdio[4];
  if (!(pipe instanceof Writable)) return;
  // a bubblewrap that dies early closes the pipe; its exit tells why
  pipe.on("error", () => undefined);
  pipe.end(args.map((argument) => `${argument}\0`).join(""));
}

function duplexOf(stream: Readable | Writable | null | undefined): Duplex {
  if (!(stream instanceof Duplex)) throw new InfrastructureError("Sandbox: bubblewrap could not be started.");
  stream.on("error", () => undefined);
  return stream;
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it ended between our look and our call
  }
}
