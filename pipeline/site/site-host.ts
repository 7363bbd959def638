import { execFile } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { InfrastructureError, StopError, UserError } from "../errors.ts";
import { DependencyCache } from "./dependency-cache.ts";
import { Installer } from "./installer.ts";
import { LocalSlot } from "./local-slot.ts";
import type { NpmConfig } from "./npm-config.ts";
import { RegistryCache } from "./registry-cache.ts";
import { RegistryGateway } from "./registry-gateway.ts";
import { BubblewrapSandbox } from "./sandbox/bubblewrap.ts";
import { maxSlots } from "./sandbox/private-user.ts";
import { type Sandbox, siteLimits } from "./sandbox/sandbox.ts";
import type { SiteHost, SiteSlot } from "./site-slot.ts";
import { makeWorkFolder } from "./work-folder.ts";

export interface SiteHostOptions {
  /** installed packages and registry answers; kept across runs, shared by processes */
  cacheDir: string;
  /** workspaces of running sites; nothing in it outlives the host */
  workDir: string;
  /** program that makes the boxes */
  bwrapPath: string;
  /** Node and the folder of the npm package, as sites get them */
  nodePath: string;
  npmDir: string;
  /** from readNpmConfig */
  npmConfig: NpmConfig;
  /** slots open at once, 1 to 31 */
  slots: number;
  /** default 180,000 */
  installTimeoutMs?: number;
  /** from the start of the server, or of the build before it, to the first page; default 30,000 */
  startTimeoutMs?: number;
}

/**
 * Opens the machine's site slots. Tries the sandbox first: throws UserError with the remedy where boxes cannot be made.
 */
export async function createSiteHost(options: SiteHostOptions): Promise<SiteHost> {
  // the last identity is the browser's
  if (!Number.isInteger(options.slots) || options.slots < 1 || options.slots >= maxSlots) {
    throw new UserError(
      `Site slots: must be a whole number from 1 to ${maxSlots - 1}, found ${options.slots}.`,
    );
  }
  await using cleanUp = new AsyncDisposableStack();
  const sandbox = cleanUp.use(new BubblewrapSandbox({ bwrapPath: options.bwrapPath }));
  await checkSandbox(sandbox);
  const gateway = cleanUp.use(
    new RegistryGateway(options.npmConfig, new RegistryCache(join(options.cacheDir, "registry"))),
  );
  const { nodePath, npmDir } = options;
  const [nodeVersion, npmVersion] = await Promise.all([readNodeVersion(nodePath), readNpmVersion(npmDir)]);
  const installer = new Installer({
    ...{ sandbox, gateway, nodePath, npmDir, nodeVersion, npmVersion },
    cache: new DependencyCache(join(options.cacheDir, "dependencies")),
    timeoutMs: options.installTimeoutMs ?? 180_000,
  });
  const dir = await makeWorkFolder(options.workDir, "host");
  cleanUp.defer(() => rm(dir, { recursive: true, force: true }));
  return new LocalSiteHost(options, { sandbox, installer, dir }, cleanUp.move());
}

class LocalSiteHost implements SiteHost {
  readonly #options: SiteHostOptions;
  readonly #parts: { sandbox: Sandbox; installer: Installer; dir: string };
  readonly #cleanUp: AsyncDisposableStack;
  readonly #free: number[];
  readonly #waiting = new Set<() => void>();
  readonly #open = new Set<LocalSlot>();
  #slotsMade = 0;

  constructor(
    options: SiteHostOptions,
    parts: { sandbox: Sandbox; installer: Installer; dir: string },
    cleanUp: AsyncDisposableStack,
  ) {
    this.#options = options;
    this.#parts = parts;
    this.#cleanUp = cleanUp;
    this.#free = Array.from({ length: options.slots }, (_, index) => index);
  }

  async openSlot(signal: AbortSignal): Promise<SiteSlot> {
    const index = await this.#takeIndex(signal);
    const slot = await LocalSlot.open({
      index,
      dir: join(this.#parts.dir, `slot-${this.#slotsMade++}`),
      sandbox: this.#parts.sandbox,
      installer: this.#parts.installer,
      nodePath: this.#options.nodePath,
      npmDir: this.#options.npmDir,
      startTimeoutMs: this.#options.startTimeoutMs ?? 30_000,
      onClosed: () => {
        this.#open.delete(slot);
        this.#giveBack(index);
      },
    }).catch((error: unknown) => {
      this.#giveBack(index);
      throw error;
    });
    this.#open.add(slot);
    return slot;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#open].map((slot) => slot[Symbol.asyncDispose]()));
    await this.#cleanUp.disposeAsync();
  }

  async #takeIndex(signal: AbortSignal): Promise<number> {
    for (;;) {
      signal.throwIfAborted();
      if (this.#cleanUp.disposed) throw new StopError("Site host: it was closed.");
      const index = this.#free.shift();
      if (index !== undefined) return index;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.add(resolve);
      signal.addEventListener("abort", () => resolve(), { once: true });
      await promise;
      this.#waiting.delete(resolve);
    }
  }

  #giveBack(index: number): void {
    this.#free.push(index);
    const [first] = this.#waiting;
    if (!first) return;
    this.#waiting.delete(first);
    first();
  }
}

async function checkSandbox(sandbox: Sandbox): Promise<void> {
  try {
    const box = await sandbox.start({
      ...{ command: ["true"], cwd: "/", env: { PATH: "/usr/bin" }, mounts: [], slot: 0, limits: siteLimits },
      onOutput: () => undefined,
    });
    await box.exited;
  } catch (error) {
    if (!(error instanceof InfrastructureError)) throw error;
    throw new UserError(
      `${error.message} On Debian and Ubuntu: "apt-get install bubblewrap"; in a container, allow user namespaces or run it privileged. Websites are never run outside a box.`,
      { cause: error },
    );
  }
}

async function readNodeVersion(nodePath: string): Promise<string> {
  const { stdout } = await promisify(execFile)(nodePath, ["--print", "process.versions.node"]);
  return stdout.trim();
}

async function readNpmVersion(npmDir: string): Promise<string> {
  const manifest: { version: string } = JSON.parse(await readFile(join(npmDir, "package.json"), "utf8"));
  return manifest.version;
}
