import { type ChildProcess, spawn } from "node:child_process";
import { Writable } from "node:stream";
import { BoxProcess, startedMark } from "./box-process.ts";
import {
  environmentArguments,
  mountArguments,
  privilegeArguments,
  systemArguments,
} from "./bubblewrap-arguments.ts";
import { privateUser } from "./private-user.ts";
import { maxDataBytes, maxOpenFiles } from "./process-limits.ts";
import { descendantsOf, readProcesses } from "./processes.ts";
import { ResourceMonitor } from "./resource-monitor.ts";
import type { Box, BoxOptions, Sandbox, UnixOwner } from "./sandbox.ts";
import { tryKill } from "./try-kill.ts";

const setprivPath = "/usr/bin/setpriv";
const prlimitPath = "/usr/bin/prlimit";
/** Where bubblewrap itself stands in the box, for the second of the two. */
const innerBwrapPath = "/opt/box/bwrap";
/** Sets what our own process may have inherited from its parents, umask and open descriptors, says that the box stands, and becomes the command. */
const enterScript = `umask 022
for path in /proc/self/fd/*; do
  fd=\${path##*/}
  if ((fd > 3)); then { exec {fd}>&-; } 2>/dev/null; fi
done
echo ${startedMark.trim()} >&3
exec "$@"`;

/** Boxes made by bubblewrap (https://github.com/containers/bubblewrap) from Linux namespaces. */
export class BubblewrapSandbox implements Sandbox {
  readonly name = "bubblewrap";
  readonly weaknesses = {};
  readonly placement = "own";
  readonly bwrapPath: string;
  readonly #monitor = new ResourceMonitor();
  readonly #boxes = new Set<Box>();

  constructor(options: { bwrapPath: string }) {
    this.bwrapPath = options.bwrapPath;
  }

  owner(slot: number): UnixOwner | null {
    return privateUser(slot);
  }

  async start(options: BoxOptions): Promise<Box> {
    options.signal?.throwIfAborted();
    const child = spawn(this.bwrapPath, ["--args", "4", ...this.#command(options)], {
      stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
      env: { PATH: "/usr/bin:/bin" },
      // out of the terminal's process group: Ctrl-C is for us to handle
      detached: true,
    });
    const box = new BoxProcess({
      ...{ child, options, monitor: this.#monitor, maker: "bubblewrap" },
      folders: options.mounts.filter(({ writable }) => writable).map(({ source }) => source),
      membersOf: (processes) => (child.pid === undefined ? [] : descendantsOf(child.pid, processes)),
      endAll: () => endNamespace(child),
    });
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
        { source: this.bwrapPath, target: innerBwrapPath, writable: false },
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
      ...[
        prlimitPath,
        `--nproc=${limits.processes}`,
        `--data=${maxDataBytes(limits)}`,
        `--fsize=${limits.fileBytes}`,
      ],
      ...[`--nofile=${maxOpenFiles}`, "--core=0", "--"],
      ...["/bin/bash", "-c", enterScript, "bash"],
      ...command,
    ];
  }

  #privileges({ slot }: { slot: number }): { flags: string[]; prefix: string[] } {
    return privilegeArguments(this.owner(slot), { bwrap: innerBwrapPath, setpriv: setprivPath });
  }
}

/** The namespace's first process takes all others with it, and bubblewrap ends when the last is gone. */
function endNamespace(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  const first = descendantsOf(pid, readProcesses()).find(({ parent }) => parent === pid);
  tryKill(first?.pid ?? pid);
}

/** Arguments go through a pipe, so that the box does not find the host's paths in /proc/1/cmdline. */
function sendArguments(child: ChildProcess, args: readonly string[]): void {
  const pipe = child.stdio[4];
  if (!(pipe instanceof Writable)) return;
  // a bubblewrap that dies early closes the pipe; its exit tells why
  pipe.on("error", () => undefined);
  pipe.end(args.map((argument) => `${argument}\0`).join(""));
}
