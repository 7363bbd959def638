import { chown, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { boxEnvironment, boxPaths, boxProgram, toolMounts } from "./box-tools.ts";
import { type InstalledDependencies, writableToolFolders } from "./dependency-cache.ts";
import { LogExcerpt } from "./log-excerpt.ts";
import { findPagePort } from "./page-finder.ts";
import { type Box, type BoxExit, type BoxMount, type Sandbox, siteLimits } from "./sandbox/sandbox.ts";
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
  signal: AbortSignal;
}

export type StartResult = { ok: true; server: DevServer } | { ok: false; reason: string; log: string };

/** A site's server, running in a box of its own. */
export class DevServer implements AsyncDisposable {
  readonly reach: SiteReach;
  readonly port: number;
  readonly #box: Box;
  readonly #log: LogExcerpt;

  private constructor(parts: { box: Box; reach: SiteReach; port: number; log: LogExcerpt }) {
    this.#box = parts.box;
    this.reach = parts.reach;
    this.port = parts.port;
    this.#log = parts.log;
  }

  /** Starts a site and waits until a port answers with a page. What goes wrong in the site is a result, not an error. */
  static async start(options: DevServerOptions): Promise<StartResult> {
    const { plan, sandbox, startTimeoutMs, signal } = options;
    const log = new LogExcerpt();
    const reach = await SiteReach.open(join(options.slotDir, "reach"));
    await using cleanUp = new AsyncDisposableStack();
    cleanUp.use(reach);
    const box = await sandbox.start({
      command: [
        ...["node", "--max-semi-space-size=1", boxProgram("supervisor"), boxPaths.socket],
        JSON.stringify({ setup: plan.setup.map(shellLine), serve: shellLine(plan.serve) }),
      ],
      cwd: boxPaths.app,
      env: boxEnvironment,
      mounts: await siteMounts(options),
      slot: options.slot,
      limits: siteLimits,
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
      return { ok: false, reason: explainNoPage(exit, reach.ports, startTimeoutMs), log: log.text };
    }
    cleanUp.move();
    return { ok: true, server: new DevServer({ box, reach, port, log }) };
  }

  get running(): boolean {
    return this.#box.running;
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
    await this.#box.kill();
    await this.reach[Symbol.asyncDispose]();
  }
}

async function siteMounts(options: DevServerOptions): Promise<BoxMount[]> {
  const { appDir, installed, slotDir } = options;
  const mounts: BoxMount[] = [
    ...toolMounts(options),
    { source: appDir, target: boxPaths.app, writable: true },
    { source: join(slotDir, "reach"), target: boxPaths.socket, writable: false },
  ];
  if (!installed) return mounts;
  mounts.push({
    source: join(installed.dir, "node_modules"),
    target: `${boxPaths.app}/node_modules`,
    writable: false,
  });
  const owner = options.sandbox.owner(options.slot);
  for (const name of writableToolFolders) {
    // kept for the slot's next start with these dependencies: Vite need not bundle them again
    const source = join(slotDir, "tools", installed.key, name);
    await mkdir(source, { recursive: true });
    if (owner) await chown(source, owner.uid, owner.gid);
    mounts.push({ source, target: `${boxPaths.app}/node_modules/${name}`, writable: true });
  }
  return mounts;
}

function shellLine(line: string): string[] {
  return ["/bin/sh", "-c", line];
}

function explainNoPage(exit: BoxExit | null, ports: readonly number[], timeoutMs: number): string {
  if (exit?.exceeded) return `The server was stopped: it used more than the allowed ${exit.exceeded}.`;
  if (exit) return `The command ended with exit code ${exit.code} before any page was served.`;
  const seconds = timeoutMs / 1000;
  if (ports.length === 0) return `No port was opened within ${seconds} s.`;
  return `The server opened port ${ports.join(", ")} but answered no request within ${seconds} s.`;
}
