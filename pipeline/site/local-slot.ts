import { mkdir, rm } from "node:fs/promises";
import type { InstalledDependencies } from "./dependency-cache.ts";
import type { DependencySet } from "./dependency-set.ts";
import { DevServer, type StartResult } from "./dev-server.ts";
import type { Installer } from "./installer.ts";
import { updateLive } from "./live-update.ts";
import { canKeepServer } from "./restart-rule.ts";
import type { Sandbox } from "./sandbox/sandbox.ts";
import { sitePathProblem } from "./site-path.ts";
import { planSite, type StartPlan } from "./site-plan.ts";
import type { ServedSite, SiteFiles, SiteSlot, StageOutcome } from "./site-slot.ts";
import { SlotProxy } from "./slot-proxy.ts";
import { Workspace } from "./workspace.ts";

export interface LocalSlotOptions {
  /** number of the slot, 0 and up: decides whose user its boxes run as */
  index: number;
  /** folder of the slot, new and empty */
  dir: string;
  sandbox: Sandbox;
  installer: Installer;
  nodePath: string;
  npmDir: string;
  startTimeoutMs: number;
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

/** A slot on this machine: one workspace, one box at a time, one proxy. */
export class LocalSlot implements SiteSlot {
  readonly #options: LocalSlotOptions;
  readonly #proxy: SlotProxy;
  readonly #site: { current: RunningSite | null };
  #workspaces = 0;
  #closed = false;

  private constructor(options: LocalSlotOptions, proxy: SlotProxy, site: { current: RunningSite | null }) {
    this.#options = options;
    this.#proxy = proxy;
    this.#site = site;
  }

  static async open(options: LocalSlotOptions): Promise<LocalSlot> {
    await mkdir(options.dir, { recursive: true, mode: 0o700 });
    const site: { current: RunningSite | null } = { current: null };
    return new LocalSlot(options, await SlotProxy.open(() => site.current?.server.reach ?? null), site);
  }

  get proxyServer(): string {
    return this.#proxy.url;
  }

  takeBlockedHosts(): string[] {
    return this.#proxy.takeBlockedHosts();
  }

  async serve(files: SiteFiles, signal: AbortSignal): Promise<ServedSite> {
    signal.throwIfAborted();
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
    const { outcome: install, installed } = await this.#install(plan.dependencies, signal);
    if (install.status === "failed") {
      await this.#stop();
      return notStarted(install);
    }
    const wanted = new Map([...files, ...plan.added]);
    const added = [...plan.added.keys()];
    if ("reason" in plan.start) {
      await this.#stop();
      const start: StageOutcome = {
        status: "failed",
        command: "",
        log: "",
        durationMs: 0,
        reason: plan.start.reason,
      };
      return { install, start, url: null, added };
    }
    const startedAt = performance.now();
    const kept = await this.#keep(wanted, plan.start, installed?.key ?? null, signal);
    const result = kept ?? (await this.#restart(wanted, plan.start, installed, signal));
    const stage = { command: plan.start.display, durationMs: Math.round(performance.now() - startedAt) };
    if (!result.ok) {
      return {
        install,
        start: { status: "failed", ...stage, log: result.log, reason: result.reason },
        url: null,
        added,
      };
    }
    const { server } = result;
    const start: StageOutcome = { status: "ok", ...stage, log: server.log, cached: kept !== null };
    return { install, start, url: server.url, added };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#stop();
    await this.#proxy[Symbol.asyncDispose]();
    await rm(this.#options.dir, { recursive: true, force: true });
    this.#options.onClosed();
  }

  async #install(
    set: DependencySet | null,
    signal: AbortSignal,
  ): Promise<{ outcome: StageOutcome; installed: InstalledDependencies | null }> {
    if (!set) return { outcome: { status: "skipped", reason: "There is no package.json." }, installed: null };
    const startedAt = performance.now();
    const result = await this.#options.installer.install(set, this.#options.index, signal);
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
    const site = this.#site.current;
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
    files: SiteFiles,
    start: StartPlan,
    installed: InstalledDependencies | null,
    signal: AbortSignal,
  ): Promise<StartResult> {
    await this.#stop();
    const { dir, index, sandbox } = this.#options;
    const workspace = await Workspace.create(dir, `app-${this.#workspaces++}`, files, sandbox.owner(index));
    try {
      const result = await DevServer.start({
        ...this.#options,
        slot: index,
        slotDir: dir,
        appDir: workspace.dir,
        installed,
        plan: start,
        signal,
      });
      if (result.ok) {
        this.#site.current = {
          server: result.server,
          workspace,
          start,
          dependenciesKey: installed?.key ?? null,
        };
      }
      return result;
    } finally {
      if (this.#site.current?.workspace !== workspace) await workspace.remove();
    }
  }

  async #stop(): Promise<void> {
    const site = this.#site.current;
    this.#site.current = null;
    if (!site) return;
    await site.server[Symbol.asyncDispose]();
    await site.workspace.remove();
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
  return { install, start: { status: "skipped", reason: "The installation failed." }, url: null, added: [] };
}
