import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { InfrastructureError } from "../../pipeline/errors.ts";
import { BubblewrapSandbox } from "../../pipeline/site/sandbox/bubblewrap.ts";
import type { Box, BoxOptions } from "../../pipeline/site/sandbox/sandbox.ts";
import type { SiteHost, SiteSlot } from "../../pipeline/site/site-slot.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { fetchThroughProxy } from "./fetch-through-proxy.ts";
import { bwrapPath, realSiteHost } from "./real-host.ts";
import { backEndSite, manifest, plainViteSite, reactSite, siteFiles } from "./site-files.ts";

// real programs on a machine that may be busy
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

const never = new AbortController().signal;
let workDir: string;
let host: SiteHost;
let slot: SiteSlot;

beforeAll(async () => {
  workDir = await mkdtemp(join(tmpdir(), "site-slot-"));
  host = await realSiteHost(workDir);
  slot = host.openSlot();
});
afterAll(async () => {
  await host[Symbol.asyncDispose]();
  await rm(workDir, { recursive: true, force: true });
});
// every test begins without a running site
beforeEach(async () => {
  await slot.serve(siteFiles({}), never);
  slot.takeBlockedHosts();
});

const serve = (texts: Record<string, string>) => slot.serve(siteFiles(texts), never);
const read = async (url: string) => (await fetchThroughProxy(slot.proxyServer, url)).body;

describe("a site that works", () => {
  test("React with Vite gets the plugin's configuration, and only then", async () => {
    const served = await serve(reactSite);
    expect(served).toMatchObject({
      install: { status: "ok", command: "npm install" },
      start: { status: "ok", command: "npm run dev", cached: false },
      url: "http://localhost:5173/",
      added: ["vite.config.mjs"],
    });
    expect(await read("http://localhost:5173/")).toContain("Shop");
    expect(await read("http://localhost:5173/src/App.jsx")).toMatch(/jsxDEV|jsx\(/);
    const configured = await serve({ ...reactSite, "vite.config.ts": "export default {};\n" });
    expect(configured.added).toEqual([]);
  });

  test("plain Vite and TypeScript needs no configuration", async () => {
    const served = await serve(plainViteSite);
    expect(served).toMatchObject({ start: { status: "ok" }, added: [] });
    expect(await read(`${served.url}src/main.ts`)).toContain('const text = "typed"');
  });

  test("a page without package.json is served as it is", async () => {
    const served = await serve({ "index.html": "<h1>Static</h1>", "about.html": "<h1>About</h1>" });
    expect(served).toMatchObject({
      install: { status: "skipped" },
      start: { status: "ok", command: "serve ." },
    });
    expect(await read(`${served.url}`)).toBe("<h1>Static</h1>");
    expect(await read(`${served.url}about`)).toBe("<h1>About</h1>");
    expect((await fetchThroughProxy(slot.proxyServer, `${served.url}missing.js`)).status).toBe(404);
    expect((await fetchThroughProxy(slot.proxyServer, `${served.url}..%2f..%2fetc/passwd`)).status).toBe(404);
  });

  test("a build script without a server is built and its output served", async () => {
    const served = await serve({
      "package.json": manifest({
        scripts: { build: "mkdir -p dist && echo '<h1>Built</h1>' > dist/index.html" },
      }),
      "index.html": "<h1>Source</h1>",
    });
    expect(served.start).toMatchObject({ status: "ok", command: "npm run build && serve" });
    expect(await read(`${served.url}`)).toContain("Built");
  });

  test("a back end on a second port is reached through the page's proxy and by itself", async () => {
    const served = await serve(backEndSite);
    expect(served.url).toBe("http://localhost:5173/");
    expect(await read("http://localhost:5173/api/x")).toBe('{"path":"/api/x"}');
    expect(await read("http://127.0.0.1:4000/y")).toBe('{"path":"/y"}');
  });

  test("the page's port is found among ports that answer otherwise", async () => {
    const server = `
      import { createServer } from "node:http";
      createServer((q, r) => r.end('{"api":true}')).listen(3000);
      setTimeout(() => createServer((q, r) => r.setHeader("content-type", "text/html").end("<h1>Page</h1>")).listen(9000), 300);`;
    const served = await serve({
      "package.json": manifest({ scripts: { start: "node s.mjs" } }),
      "s.mjs": server,
    });
    expect(served).toMatchObject({ start: { command: "npm run start" }, url: "http://localhost:9000/" });
  });
});

describe("a site that does not work", () => {
  test("a package that does not exist fails the installation with npm's reason", async () => {
    const served = await serve({
      ...plainViteSite,
      "package.json": manifest({
        scripts: { dev: "vite" },
        dependencies: { "no-such-package-of-this-name-1": "^1.0.0" },
      }),
    });
    expect(served.install).toMatchObject({ status: "failed", reason: expect.stringContaining("E404") });
    expect(served.start).toEqual({ status: "skipped", reason: "The installation failed." });
    expect(JSON.stringify(served)).not.toMatch(/localhost|4873|building-/);
  });

  test.for([
    ['{"name": "x",}', /not valid JSON/],
    ["[]", /must hold a JSON object/],
    [
      manifest({ dependencies: { a: "github:owner/a" } }),
      /"a": "github:owner\/a" does not come from the npm registry/,
    ],
    [manifest({ workspaces: ["client"] }), /"workspaces" are not supported/],
  ] as const)("package.json %s", async ([text, reason]) => {
    const { install } = await serve({ "package.json": text });
    expect(install).toMatchObject({ status: "failed", reason: expect.stringMatching(reason) });
  });

  test("a path that leaves the project is refused", async () => {
    const { install } = await serve({ "../escape.html": "x" });
    expect(install).toMatchObject({
      status: "failed",
      reason: expect.stringContaining("inside the project"),
    });
  });

  test("a program that is not there ends the start at once", async () => {
    const startedAt = performance.now();
    const { start } = await serve({ "package.json": manifest({ scripts: { dev: "vite" } }) });
    expect(start).toMatchObject({
      status: "failed",
      reason: expect.stringContaining("exit code 127"),
      log: expect.stringContaining("not found"),
    });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  test("a server that ends before it serves is reported with its log, colours removed", async () => {
    const { start, url } = await serve({
      "package.json": manifest({ scripts: { dev: "node server.mjs" } }),
      "server.mjs": 'console.log("\\u001b[31mred\\u001b[0m"); throw new Error("port table is broken");',
    });
    expect(url).toBeNull();
    expect(start).toMatchObject({ status: "failed", log: expect.stringContaining("port table is broken") });
    expect(start).toMatchObject({ log: expect.stringMatching(/^red$/m) });
  });

  test("a server that never opens a port is given up", async () => {
    const impatient = await realSiteHost(await temporaryFolder(), { startTimeoutMs: 500 });
    try {
      await using other = impatient.openSlot();
      const { start } = await other.serve(
        siteFiles({ "package.json": manifest({ scripts: { dev: "sleep 60" } }) }),
        never,
      );
      expect(start).toMatchObject({ status: "failed", reason: "No port was opened within 0.5 s." });
    } finally {
      await impatient[Symbol.asyncDispose]();
    }
  });

  test("a site that is late where an empty page is late too is not blamed for it", async () => {
    /** Has time for the first box only. */
    class BusySandbox extends BubblewrapSandbox {
      #boxes = 0;
      override async start(options: BoxOptions): Promise<Box> {
        if (this.#boxes++ > 0) await delay(6_000);
        return super.start(options);
      }
    }
    const busy = await realSiteHost(await temporaryFolder(), {
      sandbox: new BusySandbox({ bwrapPath }),
      startTimeoutMs: 500,
    });
    onTestFinished(() => busy[Symbol.asyncDispose]());
    await using other = busy.openSlot();
    const late = siteFiles({ "package.json": manifest({ scripts: { dev: "sleep 60" } }) });
    await expect(other.serve(late, never)).rejects.toThrow(InfrastructureError);
  });

  test("words like error in names and logs are no failure", async () => {
    const served = await serve({
      "package.json": manifest({
        name: "error-monitor",
        scripts: { dev: "echo '0 errors'; vite" },
        devDependencies: { vite: "6.4.1" },
      }),
      "index.html": "<h1>Errors: 0</h1>",
    });
    expect(served).toMatchObject({ install: { status: "ok" }, start: { status: "ok" } });
  });
});

describe("the next step", () => {
  test("an edit reaches the running server before serve returns", async () => {
    await serve(reactSite);
    for (const text of ["Second", "Third", "Fourth"]) {
      const edited = { ...reactSite, "src/App.jsx": `export default () => <h1>${text} version</h1>;\n` };
      const served = await serve(edited);
      expect(served).toMatchObject({ install: { cached: true }, start: { status: "ok", cached: true } });
      expect(await read("http://localhost:5173/src/App.jsx")).toContain(`${text} version`);
    }
  });

  test("new and deleted files are seen", async () => {
    await serve(plainViteSite);
    const added = { ...plainViteSite, "src/extra.ts": "export const extra = 1;\n" };
    expect((await serve(added)).start).toMatchObject({ cached: true });
    expect(await read("http://localhost:5173/src/extra.ts")).toContain("extra");
    expect((await serve(plainViteSite)).start).toMatchObject({ status: "ok" });
    expect(await read("http://localhost:5173/src/extra.ts")).not.toContain("export const extra");
  });

  test.for([
    ["the Vite configuration", { "vite.config.js": "export default { base: '/' };\n" }],
    [
      "package.json",
      {
        "package.json": manifest({
          version: "2.0.0",
          scripts: { dev: "vite --host" },
          devDependencies: { vite: "6.4.1" },
        }),
      },
    ],
    ["the environment", { ".env": "VITE_NAME=new\n" }],
  ] as const)("%s starts the server again", async ([, change]) => {
    await serve(plainViteSite);
    expect((await serve({ ...plainViteSite, ...change })).start).toMatchObject({
      status: "ok",
      cached: false,
    });
  });

  test("back-end files start the server again", async () => {
    await serve(backEndSite);
    const edited = {
      ...backEndSite,
      "server.mjs": backEndSite["server.mjs"].replace("{ path:", "{ edited: true, path:"),
    };
    expect((await serve(edited)).start).toMatchObject({ cached: false });
    expect(await read("http://localhost:4000/")).toContain("edited");
  });

  test("a server that died is started again, without the files it left", async () => {
    const site = {
      "package.json": manifest({ scripts: { dev: "node server.mjs" } }),
      "server.mjs": `import { createServer } from "node:http"; import { existsSync, writeFileSync } from "node:fs";
        const left = existsSync("left"); writeFileSync("left", "");
        createServer((q, r) => { if (q.url === "/die") process.exit(1); r.setHeader("content-type", "text/html").end("left: " + left); }).listen(3000);`,
    };
    const first = await serve(site);
    expect((await serve(site)).start).toMatchObject({ cached: true });
    expect(await slot.endReason()).toBeNull();
    await fetchThroughProxy(slot.proxyServer, `${first.url}die`);
    await vi.waitFor(async () =>
      expect(await slot.endReason()).toBe("The command ended with exit code 1 after its page was served."),
    );
    const second = await serve(site);
    expect(second.start).toMatchObject({ status: "ok", cached: false });
    expect(await read(`${second.url}`)).toBe("left: false");
  });
});

describe("neighbours and the world", () => {
  test("two slots serve on one port and see their own site each", async () => {
    await using other = host.openSlot();
    const [a, b] = await Promise.all([
      serve({ "index.html": "<h1>A</h1>" }),
      other.serve(siteFiles({ "index.html": "<h1>B</h1>" }), never),
    ]);
    expect(a.url).toBe(b.url);
    expect(await read(`${a.url}`)).toBe("<h1>A</h1>");
    expect((await fetchThroughProxy(other.proxyServer, `${b.url}`)).body).toBe("<h1>B</h1>");
  });

  test("the proxy refuses and names every other host", async () => {
    await serve({ "index.html": "x" });
    expect((await fetchThroughProxy(slot.proxyServer, "http://example.com/a")).status).toBe(403);
    expect((await fetchThroughProxy(slot.proxyServer, "http://169.254.169.254/latest")).status).toBe(403);
    expect(slot.takeBlockedHosts()).toEqual(["169.254.169.254", "example.com"]);
    expect(slot.takeBlockedHosts()).toEqual([]);
  });

  test("a hostile .npmrc changes nothing", async () => {
    const served = await serve({
      ...plainViteSite,
      ".npmrc": "registry=http://127.0.0.1:1/\nignore-scripts=false\nscript-shell=/bin/false\n",
      "package.json": manifest({
        scripts: { dev: "vite" },
        dependencies: { "is-odd": "3.0.1" },
        devDependencies: { vite: "6.4.1" },
      }),
    });
    expect(served).toMatchObject({ install: { status: "ok" }, start: { status: "ok" } });
  });

  test("aborting ends the call and leaves the slot usable", async () => {
    const abort = new AbortController();
    const serving = slot.serve(
      siteFiles({ "package.json": manifest({ scripts: { dev: "sleep 60" } }) }),
      abort.signal,
    );
    setTimeout(() => abort.abort(), 300);
    await expect(serving).rejects.toThrow(/abort/i);
    expect((await serve({ "index.html": "again" })).start).toMatchObject({ status: "ok" });
  });
});
