import { execFile } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { InfrastructureError, UserError } from "../errors.ts";
import { Installer } from "./installer.ts";
import { LocalSlot } from "./local-slot.ts";
import type { NpmConfig } from "./npm-config.ts";
import { PlacePool } from "./place-pool.ts";
import { RegistryGateway } from "./registry-gateway.ts";
import { maxSlots } from "./sandbox/private-user.ts";
import { type BoxLimits, type Sandbox, siteLimits } from "./sandbox/sandbox.ts";
import { openSiteCaches } from "./site-caches.ts";
import type { SiteHost, SiteSlot } from "./site-slot.ts";
import { makeWorkFolder } from "./work-folder.ts";

export interface SiteHostOptions {
  /** installed packages and registry answers; kept across runs, shared by processes */
  cacheDir: string;
  /** room for them; what was unused longest is removed (default: no bound) */
  cacheMaxBytes?: number;
  /** workspaces of running sites; nothing in it outlives the host */
  workDir: string;
  /** makes the boxes; its opener closes it after the host */
  sandbox: Sandbox;
  /** Node and the folder of the npm package, as sites get them */
  nodePath: string;
  npmDir: string;
  /** from readNpmConfig */
  npmConfig: NpmConfig;
  /** sites that run at once, 1 to 31; one where the sandbox gives no ports of their own to sites */
  slots: number;
  /** default 180,000 */
  installTimeoutMs?: number;
  /** from the start of the server, or of the build before it, to the first page; default 30,000 */
  startTimeoutMs?: number;
  /** what a running site may use (default: siteLimits) */
  limits?: BoxLimits;
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
  const { sandbox } = options;
  await checkSandbox(sandbox);
  const caches = openSiteCaches(options.cacheDir, options.cacheMaxBytes ?? Number.POSITIVE_INFINITY);
  await caches.answers.trim(caches.answersMaxBytes);
  cleanUp.defer(async () => void (await caches.answers.trim(caches.answersMaxBytes)));
  const gateway = cleanUp.use(new RegistryGateway(options.npmConfig, caches.answers));
  const { nodePath, npmDir } = options;
  const [nodeVersion, npmVersion] = await Promise.all([readNodeVersion(nodePath), readNpmVersion(npmDir)]);
  const installer = new Installer({
    ...{ sandbox, gateway, nodePath, npmDir, nodeVersion, npmVersion },
    cache: caches.dependencies,
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
  readonly #places: PlacePool<LocalSlot>;
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
    const places = parts.sandbox.weaknesses["own-ports"] === undefined ? options.slots : 1;
    this.#places = new PlacePool(places, (slot) => slot.evict());
  }

  openSlot(): SiteSlot {
    const slot = new LocalSlot({
      places: this.#places,
      dir: join(this.#parts.dir, `slot-${this.#slotsMade++}`),
      sandbox: this.#parts.sandbox,
      installer: this.#parts.installer,
      nodePath: this.#options.nodePath,
      npmDir: this.#options.npmDir,
      startTimeoutMs: this.#options.startTimeoutMs ?? 30_000,
      limits: this.#options.limits ?? siteLimits,
      onClosed: () => void this.#open.delete(slot),
    });
    this.#open.add(slot);
    return slot;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#places.close();
    await Promise.all([...this.#open].map((slot) => slot[Symbol.asyncDispose]()));
    await this.#cleanUp.disposeAsync();
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
      `${error.message} Where the machine or a container forbids user namespaces, allow them to bwrap. Generated websites are not run outside a sandbox unasked.`,
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
