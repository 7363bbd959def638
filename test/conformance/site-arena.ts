import { deepEqual, equal, ok } from "node:assert/strict";
import { readdirSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { npmFolder } from "../../pipeline/site/npm-folder.ts";
import { BubblewrapSandbox } from "../../pipeline/site/sandbox/bubblewrap.ts";
import { readProcesses } from "../../pipeline/site/sandbox/processes.ts";
import { createSiteHost } from "../../pipeline/site/site-host.ts";
import { realBrowser } from "../browser/real-browser.ts";
import { fetchThroughProxy } from "../site/fetch-through-proxy.ts";
import { bwrapPath } from "../site/real-host.ts";
import { siteFiles } from "../site/site-files.ts";
import { PackageRegistry } from "../support/package-registry.ts";
import { hostilePackages, probeLimits, type SiteProbe } from "./site-probes.ts";

const never = new AbortController().signal;

/** Everything a site meets, with a neighbour that goes on all the while. */
export interface SiteArena extends AsyncDisposable {
  /** Rejects when the attack is not contained, disturbs the neighbour, or leaves a process or a file behind. */
  attempt(probe: SiteProbe): Promise<void>;
}

/** `dir` is the caller's to remove. */
export async function openSiteArena(dir: string): Promise<SiteArena> {
  await using cleanUp = new AsyncDisposableStack();
  const workDir = join(dir, "work");
  const registry = cleanUp.use(await PackageRegistry.open(hostilePackages));
  const sandbox = cleanUp.use(new BubblewrapSandbox({ bwrapPath }));
  const host = cleanUp.use(
    await createSiteHost({
      ...{ cacheDir: join(dir, "cache"), workDir, sandbox, slots: 2, limits: probeLimits },
      ...{ nodePath: process.execPath, npmDir: npmFolder() },
      npmConfig: {
        ...{ registry: registry.url, authorization: null, ca: [], strictSsl: true, proxy: null, noProxy: "" },
      },
    }),
  );
  const neighbour = host.openSlot();
  const { url } = await neighbour.serve(siteFiles({ "index.html": "<h1>Neighbour</h1>" }), never);
  const askNeighbour = () => fetchThroughProxy(neighbour.proxyServer, url ?? "");
  const slot = host.openSlot();
  const browser = cleanUp.use(await realBrowser(workDir));
  const held = cleanUp.move();
  return {
    attempt: async ({ run }) => {
      await slot.serve(siteFiles({}), never);
      const before = { processes: ownChildren(), files: filesOf(workDir) };
      await mkdir(join(dir, "probes"), { recursive: true });
      const probeDir = await mkdtemp(join(dir, "probes/probe-"));
      let over = false;
      const watching = (async () => {
        let answers = 0;
        for (; !over || answers === 0; answers++) {
          deepEqual(await askNeighbour(), { status: 200, body: "<h1>Neighbour</h1>" });
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        return answers;
      })();
      try {
        await run({ slot, browser, dir: probeDir, registry: registry.url });
      } finally {
        over = true;
        await slot.serve(siteFiles({}), never);
        await rm(probeDir, { recursive: true, force: true });
      }
      ok((await watching) > 0);
      equal((await askNeighbour()).body, "<h1>Neighbour</h1>");
      deepEqual(ownChildren(), before.processes);
      deepEqual(filesOf(workDir), before.files);
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

/** Boxes and browser: what runs below us hangs on these. */
function ownChildren(): number[] {
  return readProcesses()
    .filter(({ parent }) => parent === process.pid)
    .map(({ pid }) => pid)
    .sort();
}

/** What stands in the work folder, without what a slot keeps for its next start with the same packages. */
function filesOf(workDir: string): string[] {
  return readdirSync(workDir, { recursive: true })
    .map(String)
    .filter((path) => !path.includes("/tools") && !path.startsWith("browser-"))
    .sort();
}
