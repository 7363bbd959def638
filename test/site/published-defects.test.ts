import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Browser } from "../../pipeline/browser/site-page.ts";
import type { SiteHost } from "../../pipeline/site/site-slot.ts";
import { realBrowser } from "../browser/real-browser.ts";
import { fetchThroughProxy } from "./fetch-through-proxy.ts";
import { realSiteHost } from "./real-host.ts";
import { manifest, plainViteSite, siteFiles } from "./site-files.ts";

// real programs on a machine that may be busy
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

/** npm as it comes. */
const noSettings = { authorization: null, ca: [], strictSsl: true, proxy: null, noProxy: "" };
const never = new AbortController().signal;
let workDir: string;
let host: SiteHost;
let browser: Browser;

beforeAll(async () => {
  workDir = await mkdtemp(join(tmpdir(), "published-defects-"));
  host = await realSiteHost(workDir);
  browser = await realBrowser(workDir);
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await host[Symbol.asyncDispose]();
  await rm(workDir, { recursive: true, force: true });
});

/** A site whose server is this code, on port 3000 unless it says otherwise. */
function serverSite(code: string) {
  const lead = `import { createServer } from "node:http";
const html = (r, body) => r.setHeader("content-type", "text/html").end(body);`;
  return siteFiles({
    "package.json": manifest({ scripts: { dev: "node server.mjs" } }),
    "server.mjs": `${lead}\n${code}`,
  });
}

describe("what the published system gets wrong, and no test beside this one shows", () => {
  test("an address printed in colour, or not at all, is found", async () => {
    await using slot = await host.openSlot();
    const line = String.raw`\x1b[32mLocal\x1b[0m: \x1b[36mhttp://localhost:\x1b[1m3100\x1b[22m/\x1b[39m`;
    const listen = (port: number): string => `createServer((q, r) => html(r, "x")).listen(${port});`;
    const coloured = await slot.serve(serverSite(`${listen(3100)} console.log("${line}");`), never);
    expect(coloured.url).toBe("http://localhost:3100/");
    const silent = await slot.serve(serverSite(listen(3200)), never);
    expect(silent.url).toBe("http://localhost:3200/");
  });

  test("an image that never comes does not hold the screenshot", async () => {
    await using slot = await host.openSlot();
    const body = "<body style='margin:0;background:rgb(255,0,0)'><img src='/never.png'>";
    const { url } = await slot.serve(
      serverSite(
        `createServer((q, r) => { if (q.url === "/") html(r, ${JSON.stringify(body)}); }).listen(3000);`,
      ),
      never,
    );
    await using page = await browser.openPage({
      url: url ?? "",
      proxyServer: slot.proxyServer,
      signal: never,
    });
    const { data } = PNG.sync.read(Buffer.from(await page.screenshot()));
    expect([...data.subarray(0, 3)]).toEqual([255, 0, 0]);
  });

  test("a server that ignores SIGTERM does not answer for the next site", async () => {
    await using slot = await host.openSlot();
    const served = async (name: string): Promise<string> => {
      const { url } = await slot.serve(
        serverSite(
          `process.on("SIGTERM", () => {}); createServer((q, r) => html(r, "${name}")).listen(3000);`,
        ),
        never,
      );
      return (await fetchThroughProxy(slot.proxyServer, url ?? "")).body;
    };
    expect([await served("first"), await served("second")]).toEqual(["first", "second"]);
  });

  test("an installation that does not end is ended, and is no start", async () => {
    const registry = createServer(() => undefined).listen(0, "127.0.0.1");
    await once(registry, "listening");
    const { port } = registry.address() as AddressInfo;
    const impatient = await realSiteHost(join(workDir, "impatient"), {
      cacheDir: join(workDir, "empty-cache"),
      npmConfig: { ...noSettings, registry: `http://127.0.0.1:${port}/` },
      installTimeoutMs: 3_000,
    });
    try {
      await using slot = await impatient.openSlot();
      const served = await slot.serve(siteFiles(plainViteSite), never);
      expect(served).toMatchObject({
        install: { status: "failed", reason: expect.stringMatching(/did not end within 3 s/) },
        start: { status: "skipped" },
        url: null,
      });
    } finally {
      await impatient[Symbol.asyncDispose]();
      registry.closeAllConnections();
      registry.close();
    }
  });
});
