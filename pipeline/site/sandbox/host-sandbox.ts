import { spawn } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { BugError } from "../../errors.ts";
import { BoxProcess, startedMark } from "./box-process.ts";
import { endTree, membersOf } from "./box-tree.ts";
import type { Weaknesses } from "./guarantees.ts";
import type { KeeperOrder } from "./keeper.ts";
import { maxDataBytes, maxOpenFiles } from "./process-limits.ts";
import { ResourceMonitor } from "./resource-monitor.ts";
import type { Box, BoxLimits, BoxOptions, Sandbox, SandboxName, UnixOwner } from "./sandbox.ts";
import { tryKill } from "./try-kill.ts";

export interface HostSandboxOptions {
  name: SandboxName;
  weaknesses: Weaknesses;
  /** the words that confine a command, put before it; `writable` are real paths */
  confine: (box: { options: BoxOptions; writable: readonly string[] }) => string[];
}

const keeperPath = fileURLToPath(new URL("./keeper.ts", import.meta.url));
/** Takes pairs of a limit and its value up to "--", says that the box stands, and becomes the command. A limit that the system does not have is left out. */
const enterScript = `umask 022
while [ "$1" != -- ]; do ulimit "$1" "$2" 2>/dev/null; shift 2; done
shift
echo ${startedMark.trim()} >&3
exec "$@"`;

/**
 * Boxes on this machine's own files, network and processes, for systems without namespaces and for those who insist. What
 * confines a box is only what `confine` adds; the limits, the cleared environment and the end of the process tree are here.
 */
export class HostSandbox implements Sandbox {
  readonly name: SandboxName;
  readonly weaknesses: Weaknesses;
  readonly placement = "host";
  readonly #confine: HostSandboxOptions["confine"];
  readonly #monitor = new ResourceMonitor();
  /** running boxes, each with the removal of what it leaves */
  readonly #boxes = new Map<Box, Promise<void>>();

  constructor({ name, weaknesses, confine }: HostSandboxOptions) {
    this.name = name;
    this.weaknesses = weaknesses;
    this.#confine = confine;
  }

  owner(): UnixOwner | null {
    return null;
  }

  async start(options: BoxOptions): Promise<Box> {
    options.signal?.throwIfAborted();
    const moved = options.mounts.find(({ source, target }) => source !== target);
    if (moved) throw new BugError(`Sandbox ${this.name}: it cannot show ${moved.source} as ${moved.target}.`);
    // its unguessable name is in every environment of the box, and tells its processes from others
    const dir = await realpath(await mkdtemp(join(tmpdir(), "box-")));
    const own = { HOME: join(dir, "home"), TMPDIR: join(dir, "tmp") };
    for (const folder of Object.values(own)) await mkdir(folder);
    const shared = options.mounts.filter(({ writable }) => writable).map(({ source }) => source);
    const writable = [dir, ...(await Promise.all(shared.map((folder) => realpath(folder))))];
    const order: KeeperOrder = {
      command: [
        ...this.#confine({ options, writable }),
        ...["/bin/bash", "-c", enterScript, "bash", ...limitWords(options.limits), "--"],
        ...options.command,
      ],
      ...{ cwd: options.cwd, env: { ...options.env, ...own }, mark: dir },
    };
    const child = spawn(process.execPath, [keeperPath], {
      stdio: ["pipe", "pipe", "pipe", "pipe"],
      env: {},
      // out of the terminal's process group: Ctrl-C is for us to handle
      detached: true,
    });
    // a keeper that was killed closes its pipe
    child.stdin?.on("error", () => undefined);
    child.stdin?.write(`${JSON.stringify(order)}\n`);
    const tree = { root: child.pid ?? -1, mark: dir };
    const box = new BoxProcess({
      ...{ child, options, monitor: this.#monitor, maker: this.name, folders: writable },
      membersOf: (processes) => membersOf(tree, processes),
      // the keeper may have been killed by what it keeps
      endAll: () => void endTree(tree).then(() => tryKill(tree.root)),
    });
    // one that killed its keeper is ended here
    child.once("exit", () => void endTree(tree));
    this.#boxes.set(
      box,
      box.exited.then(async () => {
        await endTree(tree);
        await rm(dir, { recursive: true, force: true });
        this.#boxes.delete(box);
      }),
    );
    await box.started;
    return box;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#boxes].flatMap(([box, removed]) => [box.kill(), removed]));
  }
}

/** bash's own limits, in its units: kilobytes. Processes are counted per user, who has others: they are watched instead. */
function limitWords(limits: BoxLimits): string[] {
  return [
    ...["-c", "0", "-n", String(maxOpenFiles), "-f", String(Math.ceil(limits.fileBytes / 1024))],
    ...["-d", String(Math.ceil(maxDataBytes(limits) / 1024))],
  ];
}
