import { once } from "node:events";
import { chown, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { hasErrorCode, InfrastructureError } from "../errors.ts";
import { boxEnvironment, boxProgram, equipBox } from "./box-tools.ts";
import type { DependencyCache, InstalledDependencies } from "./dependency-cache.ts";
import { type DependencySet, dependencyKey } from "./dependency-set.ts";
import { explainLimit } from "./explain-limit.ts";
import { LogExcerpt } from "./log-excerpt.ts";
import { npmErrorLines, npmReason } from "./npm-log.ts";
import type { RegistryGateway } from "./registry-gateway.ts";
import { type Sandbox, siteLimits } from "./sandbox/sandbox.ts";

export type InstallResult =
  | { ok: true; installed: InstalledDependencies; cached: boolean; log: string }
  | { ok: false; reason: string; log: string };

export interface InstallerOptions {
  sandbox: Sandbox;
  gateway: RegistryGateway;
  cache: DependencyCache;
  nodePath: string;
  npmDir: string;
  /** versions of the two, which are part of the cache's keys */
  nodeVersion: string;
  npmVersion: string;
  timeoutMs: number;
}

/** Loopback port of the registry inside an installation's box that has a network of its own. */
const registryPort = 4873;
const maxOutputChars = 2 ** 20;

/** Settings that keep npm to the registry and keep packages from running anything. */
const npmFlags = [
  "--ignore-scripts",
  ...["--allow-git=none", "--allow-file=none", "--allow-directory=none", "--allow-remote=none"],
  ...[
    "--no-audit",
    "--no-fund",
    "--no-update-notifier",
    "--no-progress",
    "--omit-lockfile-registry-resolved",
  ],
  ...["--replace-registry-host=always", "--cache=/tmp/npm-cache", "--logs-max=0"],
  ...["--fetch-retries=2", "--fetch-retry-mintimeout=500", "--fetch-retry-maxtimeout=2000"],
];

/** Turns dependency sets into folders of installed packages, each once. */
export class Installer {
  readonly #options: InstallerOptions;

  constructor(options: InstallerOptions) {
    this.#options = options;
  }

  /** Throws InfrastructureError when the registry cannot be reached: that is not the site's failure. */
  async install(set: DependencySet, slot: number, signal: AbortSignal): Promise<InstallResult> {
    const { cache, nodeVersion, npmVersion } = this.#options;
    const { platform, arch } = process;
    const key = dependencyKey(set, { nodeVersion, npmVersion, platform, arch });
    const found = await cache.find(key);
    if (found) return { ok: true, installed: found, cached: true, log: "" };
    let log = "";
    const result = await cache.findOrBuild(
      key,
      async (dir) => {
        const outcome = await this.#build(set, dir, slot, signal);
        log = outcome.log;
        return outcome.ok ? null : outcome;
      },
      signal,
    );
    if ("failure" in result) return result.failure;
    return { ok: true, installed: result.installed, cached: !result.built, log };
  }

  /** Runs npm in a box on a package.json that holds the dependencies alone, in a folder that holds nothing else. */
  async #build(
    set: DependencySet,
    dir: string,
    slot: number,
    signal: AbortSignal,
  ): Promise<{ ok: true; log: string } | { ok: false; reason: string; log: string }> {
    const { gateway, sandbox, timeoutMs } = this.#options;
    const app = join(dir, "app");
    await mkdir(app);
    await writeFile(
      join(app, "package.json"),
      JSON.stringify({ name: "site", private: true, ...set }, null, 2),
    );
    const owner = sandbox.owner(slot);
    if (owner) await chown(app, owner.uid, owner.gid);

    const socketPath = join(dir, "gateway");
    await using door = await gateway.openDoor(socketPath);
    const port = sandbox.placement === "own" ? registryPort : await findFreePort();
    const registry = `http://localhost:${port}${gateway.pathPrefix}`;
    const { places, mounts } = equipBox(sandbox, { ...this.#options, appDir: app, socketPath });
    const limits = { ...siteLimits, wallMs: timeoutMs, diskBytes: 4 * siteLimits.diskBytes };
    const log = new LogExcerpt();
    let output = "";
    const box = await sandbox.start({
      command: [
        ...["node", boxProgram(places, "registry-forwarder"), String(port), places.socket],
        ...["node", join(places.npm, "bin/npm-cli.js"), "install", `--registry=${registry}`, ...npmFlags],
      ],
      cwd: places.app,
      env: boxEnvironment(places),
      mounts,
      slot,
      limits,
      onOutput: (chunk) => {
        log.add(chunk);
        if (output.length < maxOutputChars) output += Buffer.from(chunk).toString();
      },
      signal,
    });
    const exit = await box.exited;
    signal.throwIfAborted();
    if (exit.exceeded !== null) {
      return {
        ok: false,
        reason: `npm install was stopped: ${explainLimit(exit.exceeded, limits)}`,
        log: log.text,
      };
    }
    if (exit.code !== 0) {
      const problems = door.registryProblems();
      if (problems.length > 0) {
        throw new InfrastructureError(
          `npm registry: ${problems.length} request(s) failed, the first: ${problems[0]}. Check the connection and "npm config get registry".`,
        );
      }
      const lines = npmErrorLines(output, registry);
      return { ok: false, reason: npmReason(lines), log: lines };
    }
    for (const name of ["node_modules", "package-lock.json"]) await moveOut(app, dir, name);
    await rm(app, { recursive: true, force: true });
    return { ok: true, log: log.text };
  }
}

/** A loopback port that nobody listens on now. */
async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : registryPort;
}

/** npm makes neither file for an empty set of dependencies. */
async function moveOut(from: string, to: string, name: string): Promise<void> {
  try {
    await rename(join(from, name), join(to, name));
  } catch (error) {
    if (!hasErrorCode(error, "ENOENT")) throw error;
  }
}
