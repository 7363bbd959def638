import { type SiteCompat, serveSite } from "../../../pipeline/agent/serve-site.ts";
import { CurateError, errorMessage, StopError } from "../../../pipeline/errors.ts";
import type { ServedSite, SiteFiles, SiteHost, SiteSlot } from "../../../pipeline/site/site-slot.ts";
import type { OpenedSite } from "../views/addresses.ts";
import type { SiteGateway } from "./site-gateway.ts";

export interface OpenedSitesOptions {
  gateway: SiteGateway;
  /** The sandbox, opened when the first site is. Rejects where there is none. */
  openSiteHost(): Promise<SiteHost>;
  /** How the sites of a run were served when it was recorded. */
  compatOf(run: string): SiteCompat;
  /** Sites that run at once; another takes the place of the one used longest ago. */
  maxOpen: number;
  /** A site that nobody has asked for so long is closed. */
  idleMs: number;
}

interface RunningSite {
  slot: SiteSlot;
  name: { origin: string } & Disposable;
  url: string;
  usedAt: number;
}

/** Sites of recorded steps, served again for a person to use. Why one does not run is an answer, never a failure of ours. */
export class OpenedSites implements AsyncDisposable {
  readonly #options: OpenedSitesOptions;
  readonly #running = new Map<string, RunningSite>();
  /** By name, what is being opened. */
  readonly #opening = new Map<string, AbortController>();
  readonly #idleCheck;
  #tail: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(options: OpenedSitesOptions) {
    this.#options = options;
    this.#idleCheck = setInterval(() => void this.#closeIdle(), options.idleMs / 4).unref();
  }

  /** Names of the sites that run, in the order in which they were opened. */
  get running(): string[] {
    return [...this.#running.keys()];
  }

  /** Serves a site, or names the address of the one that runs already. One is opened at a time. */
  open(site: { name: string; run: string; files: SiteFiles }): Promise<OpenedSite> {
    const controller = new AbortController();
    const opening = this.#tail.then(async (): Promise<OpenedSite> => {
      try {
        return await this.#open(site, controller.signal);
      } catch (error) {
        // a sandbox that cannot be made, or a site that was closed while it started
        if (!(error instanceof CurateError) && !controller.signal.aborted) throw error;
        return { ok: false, reason: errorMessage(error) };
      } finally {
        if (this.#opening.get(site.name) === controller) this.#opening.delete(site.name);
      }
    });
    this.#opening.set(site.name, controller);
    this.#tail = opening.catch(() => undefined);
    return opening;
  }

  async close(name: string): Promise<void> {
    this.#opening.get(name)?.abort(new StopError("It was closed while it was starting."));
    const site = this.#running.get(name);
    this.#running.delete(name);
    site?.name[Symbol.dispose]();
    await site?.slot[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    clearInterval(this.#idleCheck);
    for (const name of this.#opening.keys()) await this.close(name);
    await this.#tail;
    for (const name of this.running) await this.close(name);
  }

  async #open(
    { name, run, files }: { name: string; run: string; files: SiteFiles },
    signal: AbortSignal,
  ): Promise<OpenedSite> {
    if (this.#closed) return { ok: false, reason: "The audit is ending." };
    signal.throwIfAborted();
    const known = this.#running.get(name);
    if (known !== undefined) {
      known.usedAt = Date.now();
      return { ok: true, url: known.url };
    }
    await this.#makeRoom();
    const slot = (await this.#options.openSiteHost()).openSlot();
    try {
      const served = await serveSite(slot, files, this.#options.compatOf(run), signal);
      signal.throwIfAborted();
      if (served.url !== null) return { ok: true, url: this.#add(name, slot, new URL(served.url)) };
      await slot[Symbol.asyncDispose]();
      return { ok: false, reason: whyNot(served) };
    } catch (error) {
      await slot[Symbol.asyncDispose]();
      throw error;
    }
  }

  #add(name: string, slot: SiteSlot, inner: URL): string {
    const named = this.#options.gateway.add({
      proxyServer: slot.proxyServer,
      port: Number(inner.port || 80),
      onUse: () => {
        const site = this.#running.get(name);
        if (site !== undefined) site.usedAt = Date.now();
      },
    });
    const url = `${named.origin}${inner.pathname}${inner.search}`;
    this.#running.set(name, { slot, name: named, url, usedAt: Date.now() });
    return url;
  }

  async #makeRoom(): Promise<void> {
    while (this.#running.size >= this.#options.maxOpen) {
      const [oldest] = [...this.#running].sort(([, a], [, b]) => a.usedAt - b.usedAt);
      if (oldest === undefined) return;
      await this.close(oldest[0]);
    }
  }

  async #closeIdle(): Promise<void> {
    const { gateway, idleMs } = this.#options;
    for (const [name, { usedAt, name: named }] of this.#running)
      if (Date.now() - usedAt > idleMs && !gateway.isWatched(named.origin)) await this.close(name);
  }
}

/** What the site's own installation or server said. */
function whyNot({ install, start }: ServedSite): string {
  const failed = install.status === "failed" ? install : start;
  if (failed.status === "ok") return "It was served, and no page answered.";
  const log = failed.status === "failed" && failed.log !== failed.reason ? `\n\n${failed.log}` : "";
  return `${failed.reason}${log}`;
}
