import { execFile } from "node:child_process";
import { chown, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { boxEnvironment, boxProgram, equipBox } from "./box-tools.ts";
import { type InstalledDependencies, writableToolFolders } from "./dependency-cache.ts";
import { holdEntry } from "./entry-hold.ts";
import { explainLimit } from "./explain-limit.ts";
import { LogExcerpt } from "./log-excerpt.ts";
import { findPagePort } from "./page-finder.ts";
import type { Box, BoxExit, BoxLimits, BoxMount, Sandbox } from "./sandbox/sandbox.ts";
import type { StartPlan } from "./site-plan.ts";
import { SiteReach } from "./site-reach.ts";

export interface DevServerOptions {
  sandbox: Sandbox;
  slot: number;
  /** folder of the slot, visible to no box */
  slotDir: string;
  /** the project's folder on the host */
  appDir: string;
  installed: InstalledDependencies | null;
  plan: StartPlan;
  nodePath: string;
  npmDir: string;
  startTimeoutMs: number;
  /** what the site may use */
  limits: BoxLimits;
  signal: AbortSignal;
}

export type StartResult =
  | { ok: true; server: DevServer }
  | {
      ok: false;
      reason: string;
      log: string;
      /** it was still at it when its time was over */
      late: boolean;
    };

/** A site's server, running in a box of its own. */
export class DevServer implements AsyncDisposable {
  readonly reach: SiteReach;
  readonly port: number;
  readonly #box: Box;
  readonly #log: LogExcerpt;
  readonly #limits: BoxLimits;
  readonly #resources: AsyncDisposableStack;

  private constructor(parts: {
    box: Box;
    reach: SiteReach;
    port: number;
    log: LogExcerpt;
    limits: BoxLimits;
    /** box, reach and hold, in the order in which they end */
    resources: AsyncDisposableStack;
  }) {
    this.#resources = parts.resources;
    this.#box = parts.box;
    this.reach = parts.reach;
    this.port = parts.port;
    this.#log = parts.log;
    this.#limits = parts.limits;
  }

  /** Starts a site and waits until a port answers with a page. What goes wrong in the site is a result, not an error. */
  static async start(options: DevServerOptions): Promise<StartResult> {
    const { plan, sandbox, startTimeoutMs, signal } = options;
    const log = new LogExcerpt();
    const reach = await SiteReach.open(join(options.slotDir, "reach"));
    await using cleanUp = new AsyncDisposableStack();
    cleanUp.use(reach);
    if (options.installed) cleanUp.use(holdEntry(options.installed));
    const { places, mounts } = equipBox(sandbox, { ...options, socketPath: reach.socketPath });
    const order = {
      setup: plan.setup.map(shellLine),
      serve: shellLine(plan.serve),
      ownNetwork: sandbox.placement === "own",
    };
    const box = await sandbox.start({
      command: [
        ...["node", "--max-semi-space-size=1", boxProgram(places, "supervisor"), places.socket],
        JSON.stringify(order),
      ],
      cwd: places.app,
      env: boxEnvironment(places),
      mounts: [...mounts, ...(await moduleMounts(options, places.app))],
      slot: options.slot,
      limits: options.limits,
      // no signal: the box outlives this call, and whoever holds the server stops it
      onOutput: log.add,
    });
    cleanUp.defer(async () => void (await box.kill()));
    reach.attach(box.control);

    const timeout = AbortSignal.timeout(startTimeoutMs);
    const ended = new AbortController();
    void box.exited.then(() => ended.abort());
    const port = await findPagePort(reach, AbortSignal.any([signal, timeout, ended.signal]));
    signal.throwIfAborted();
    if (port === null) {
      const exit = box.running ? null : await box.exited;
      const reason = explainNoPage(exit, reach.ports, options);
      return { ok: false, reason, log: log.text, late: exit === null };
    }
    return {
      ok: true,
      server: new DevServer({ box, reach, port, log, limits: options.limits, resources: cleanUp.move() }),
    };
  }

  get running(): boolean {
    return this.#box.running;
  }

  /** Why it no longer runs; null while it does. */
  async endReason(): Promise<string | null> {
    if (this.running) return null;
    return explainEnd(await this.#box.exited, this.#limits, "after its page was served");
  }

  /** Whether the page's port still takes connections: a process may have died that no other has noticed yet. */
  async isListening(): Promise<boolean> {
    if (!this.running) return false;
    return this.reach.dial(this.port).then(
      (socket) => {
        socket.destroy();
        return true;
      },
      () => false,
    );
  }

  /** Address as the page sees it. */
  get url(): string {
    return `http://localhost:${this.port}/`;
  }

  get log(): string {
    return this.#log.text;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}

/** The packages, read-only, with writable folders where tools want to write. A box on the host's files gets a copy of its own. */
async function moduleMounts(options: DevServerOptions, app: string): Promise<BoxMount[]> {
  const { appDir, installed, sandbox, slotDir } = options;
  if (!installed) return [];
  const modules = join(installed.dir, "node_modules");
  if (sandbox.placement === "host") {
    await copyFolder(modules, join(appDir, "node_modules"), options.signal);
    return [];
  }
  const mounts: BoxMount[] = [{ source: modules, target: `${app}/node_modules`, writable: false }];
  const owner = sandbox.owner(options.slot);
  for (const name of writableToolFolders) {
    // kept for the slot's next start with these dependencies: Vite need not bundle them again
    const source = join(slotDir, "tools", String(options.slot), installed.key, name);
    await mkdir(source, { recursive: true });
    if (owner) await chown(source, owner.uid, owner.gid);
    mounts.push({ source, target: `${app}/node_modules/${name}`, writable: true });
  }
  return mounts;
}

/** By cp(1), which shares the blocks on file systems that can, and is faster than we are where none can be shared. */
async function copyFolder(from: string, to: string, signal: AbortSignal): Promise<void> {
  const sharing = process.platform === "darwin" ? ["-c", "-R"] : ["--reflink=auto", "-R"];
  await promisify(execFile)("/bin/cp", [...sharing, from, to], { signal });
}

function shellLine(line: string): string[] {
  return ["/bin/sh", "-c", line];
}

function explainNoPage(
  exit: BoxExit | null,
  ports: readonly number[],
  { limits, startTimeoutMs }: { limits: BoxLimits; startTimeoutMs: number },
): string {
  if (exit) return explainEnd(exit, limits, "before any page was served");
  const seconds = startTimeoutMs / 1000;
  if (ports.length === 0) return `No port was opened within ${seconds} s.`;
  return `The server opened port ${ports.join(", ")} but answered no request within ${seconds} s.`;
}

function explainEnd(exit: BoxExit, limits: BoxLimits, when: string): string {
  return exit.exceeded === null
    ? `The command ended with exit code ${exit.code} ${when}.`
    : `The server was stopped: ${explainLimit(exit.exceeded, limits)}.`;
}
