import { mkdir, rm } from "node:fs/promises";
import { busyMachineError } from "../busy-machine.ts";
import { BugError, StopError } from "../errors.ts";
import { type InstalledDependencies, readLockFile } from "./dependency-cache.ts";
import type { DependencySet } from "./dependency-set.ts";
import { DevServer, type StartResult } from "./dev-server.ts";
import { startsEmptySite } from "./empty-site.ts";
import type { Installer } from "./installer.ts";
import { updateLive } from "./live-update.ts";
import type { Lease, PlacePool } from "./place-pool.ts";
import { canKeepServer } from "./restart-rule.ts";
import type { BoxLimits, Sandbox } from "./sandbox/sandbox.ts";
import { explainMissingScript, scriptPackages } from "./script-packages.ts";
import { sitePathProblem } from "./site-path.ts";
import { planSite, type StartPlan } from "./site-plan.ts";
import type { ServedSite, SiteFiles, SiteSlot, StageOutcome } from "./site-slot.ts";
import { SlotProxy } from "./slot-proxy.ts";
import { Workspace } from "./workspace.ts";

export interface LocalSlotOptions {
  /** a place decides whose user the slot's boxes run as */
  places: PlacePool<LocalSlot>;
  /** folder of the slot, not there yet */
  dir: string;
  sandbox: Sandbox;
  installer: Installer;
  nodePath: string;
  npmDir: string;
  startTimeoutMs: number;
  /** what the site may use */
  limits: BoxLimits;
  /** called once, when the slot is closed */
  onClosed: () => void;
}

/** What runs in the slot now. */
interface RunningSite {
  server: DevServer;
  workspace: Workspace;
  start: StartPlan;
  dependenciesKey: string | null;
}

const installCommand = "npm install";

/** A slot on this machine: one workspace, one box at a time, one proxy. Nothing is opened before the first site. */
export class LocalSlot implements SiteSlot {
  readonly #options: LocalSlotOptions;
  #proxy: SlotProxy | null = null;
  #lease: Lease | null = null;
  #site: RunningSite | null = null;
  /** the end of a site that is being stopped */
  #stopped: Promise<void> = Promise.resolve();
  #workspaces = 0;
  #closed = false;

  constructor(options: LocalSlotOptions) {
    this.#options = options;
  }

  get proxyServer(): string {
    if (!this.#proxy) throw new BugError("Site slot: its proxy was asked for before a site was served.");
    return this.#proxy.url;
  }

  takeBlockedHosts(): string[] {
    return this.#proxy?.takeBlockedHosts() ?? [];
  }

  async endReason(): Promise<string | null> {
    return (await this.#site?.server.endReason()) ?? null;
  }

  release(): void {
    this.#lease?.[Symbol.dispose]();
    this.#lease = null;
  }

  /** Takes down what runs here, for another slot that was given the place. */
  evict(): Promise<void> {
    return this.#stop();
  }

  async serve(files: SiteFiles, signal: AbortSignal): Promise<ServedSite> {
    signal.throwIfAborted();
    if (this.#closed) throw new StopError("Site slot: it was closed.");
    await this.#open();
    this.#lease ??= await this.#options.places.lease(this, signal);
    return this.#serveAt(this.#lease.place, files, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#stop();
    this.release();
    this.#options.places.leave(this);
    await this.#proxy?.[Symbol.asyncDispose]();
    await rm(this.#options.dir, { recursive: true, force: true });
    this.#options.onClosed();
  }

  async #open(): Promise<void> {
    if (this.#proxy) return;
    await mkdir(this.#options.dir, { recursive: true, mode: 0o700 });
    this.#proxy = await SlotProxy.open(() => this.#site?.server.reach ?? null);
  }

  async #serveAt(place: number, files: SiteFiles, signal: AbortSignal): Promise<ServedSite> {
    const refused = findRefusedPath(files);
    const plan = refused ? ({ kind: "broken", reason: refused } as const) : planSite(files);
    if (plan.kind === "broken") {
      await this.#stop();
      return notStarted({
        status: "failed",
        command: installCommand,
        log: plan.reason,
        durationMs: 0,
        reason: plan.reason,
      });
    }
    const { outcome: install, installed } = await this.#install(plan.dependencies, place, signal);
    if (install.status === "failed") {
      await this.#stop();
      return notStarted(install);
    }
    const wanted = new Map([...files, ...plan.added]);
    const lockFile = installed ? await readLockFile(installed) : null;
    const found = {
      install,
      added: [...plan.added.keys()],
      dependencies: installed && lockFile !== null ? { key: installed.key, lockFile } : null,
    };
    if ("reason" in plan.start) {
      await this.#stop();
      const start: StageOutcome = {
        status: "failed",
        command: "",
        log: "",
        durationMs: 0,
        reason: plan.start.reason,
      };
      return { ...found, start, url: null };
    }
    const startedAt = performance.now();
    const kept = await this.#keep(wanted, plan.start, installed?.key ?? null, signal);
    const result = kept ?? (await this.#restart(place, wanted, { start: plan.start, installed, signal }));
    const stage = { command: plan.start.display, durationMs: Math.round(performance.now() - startedAt) };
    if (!result.ok) {
      const advice = lockFile === null ? null : explainMissingScript(result.log, scriptPackages(lockFile));
      const reason = advice === null ? result.reason : `${result.reason} ${advice}`;
      return { ...found, start: { status: "failed", ...stage, log: result.log, reason }, url: null };
    }
    const { server } = result;
    const start: StageOutcome = { status: "ok", ...stage, log: server.log, cached: kept !== null };
    return { ...found, start, url: server.url };
  }

  async #install(
    set: DependencySet | null,
    place: number,
    signal: AbortSignal,
  ): Promise<{ outcome: StageOutcome; installed: InstalledDependencies | null }> {
    if (!set) return { outcome: { status: "skipped", reason: "There is no package.json." }, installed: null };
    const startedAt = performance.now();
    const result = await this.#options.installer.install(set, place, signal);
    const stage = {
      command: installCommand,
      log: result.log,
      durationMs: Math.round(performance.now() - startedAt),
    };
    return result.ok
      ? { outcome: { status: "ok", ...stage, cached: result.cached }, installed: result.installed }
      : { outcome: { status: "failed", ...stage, reason: result.reason }, installed: null };
  }

  /** Brings the running server up to date, where that is enough; null when a new start is needed. */
  async #keep(
    files: SiteFiles,
    start: StartPlan,
    dependenciesKey: string | null,
    signal: AbortSignal,
  ): Promise<StartResult | null> {
    const site = this.#site;
    if (!site || site.dependenciesKey !== dependenciesKey) return null;
    if (site.start.serve !== start.serve || site.start.setup.join("\n") !== start.setup.join("\n"))
      return null;
    if (!(await site.server.isListening())) return null;
    const changes = site.workspace.changesTo(files);
    const changedPaths = [...changes.written, ...changes.deleted];
    if (changedPaths.length > 0) {
      if (!canKeepServer(start, changes)) return null;
      const { server, workspace } = site;
      if (start.server === "static") await workspace.update(files);
      else if (!(await updateLive(server, { workspace, files, changedPaths }, signal))) return null;
    }
    return { ok: true, server: site.server };
  }

  async #restart(
    place: number,
    files: SiteFiles,
    {
      start,
      installed,
      signal,
    }: { start: StartPlan; installed: InstalledDependencies | null; signal: AbortSignal },
  ): Promise<StartResult> {
    await this.#stop();
    const { dir, sandbox } = this.#options;
    const workspace = await Workspace.create(dir, `app-${this.#workspaces++}`, files, sandbox.owner(place));
    const surroundings = { ...this.#options, slot: place, slotDir: dir, signal };
    try {
      const result = await DevServer.start({
        ...surroundings,
        appDir: workspace.dir,
        installed,
        plan: start,
      });
      if (!result.ok && result.late && !(await startsEmptySite(surroundings)))
        throw busyMachineError("Site runner: the site", { reason: result.reason, control: "an empty page" });
      if (result.ok) {
        this.#site = {
          server: result.server,
          workspace,
          start,
          dependenciesKey: installed?.key ?? null,
        };
      }
      return result;
    } finally {
      if (this.#site?.workspace !== workspace) await workspace.remove();
    }
  }

  /** Ends when nothing of an earlier site is left, whoever began to stop it. */
  #stop(): Promise<void> {
    const site = this.#site;
    this.#site = null;
    if (site) {
      this.#stopped = site.server[Symbol.asyncDispose]().then(() => site.workspace.remove());
    }
    return this.#stopped;
  }
}

function findRefusedPath(files: SiteFiles): string | null {
  for (const path of files.keys()) {
    const problem = sitePathProblem(path);
    if (problem) return `The file ${JSON.stringify(path)} cannot be written: ${problem}.`;
  }
  return null;
}

function notStarted(install: StageOutcome): ServedSite {
  const start: StageOutcome = { status: "skipped", reason: "The installation failed." };
  return { install, start, url: null, added: [], dependencies: null };
}
