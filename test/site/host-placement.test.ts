import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { openSandbox } from "../../pipeline/site/sandbox/open-sandbox.ts";
import type { Sandbox } from "../../pipeline/site/sandbox/sandbox.ts";
import type { SiteHost, SiteSlot } from "../../pipeline/site/site-slot.ts";
import { fetchThroughProxy } from "./fetch-through-proxy.ts";
import { realSiteHost } from "./real-host.ts";
import { manifest, reactSite, siteFiles } from "./site-files.ts";

// real programs on a machine that may be busy
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

const never = new AbortController().signal;
let workDir: string;
let sandbox: Sandbox;
let host: SiteHost;
let slot: SiteSlot;

beforeAll(async () => {
  workDir = await mkdtemp(join(tmpdir(), "host-placement-"));
  sandbox = await openSandbox({ name: "none", platform: process.platform, searchPath: "" });
  host = await realSiteHost(workDir, { sandbox });
  slot = host.openSlot();
});
afterAll(async () => {
  await host[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
  await rm(workDir, { recursive: true, force: true });
});
beforeEach(async () => void (await slot.serve(siteFiles({}), never)));

const serve = (texts: Record<string, string>) => slot.serve(siteFiles(texts), never);
const read = (url: string) => fetchThroughProxy(slot.proxyServer, url);

/** A site of one program. */
const programSite = (server: string) => ({
  "package.json": manifest({ scripts: { start: "node s.mjs" } }),
  "s.mjs": server,
});

test("a site with dependencies is installed, served and kept for an edit, without a box of its own", async () => {
  expect(await serve(reactSite)).toMatchObject({ install: { status: "ok" }, start: { status: "ok" } });
  const edited = { ...reactSite, "src/App.jsx": "export default () => <h1>Second</h1>;\n" };
  const served = await serve(edited);
  expect(served.start).toMatchObject({ status: "ok", cached: true });
  expect((await read(`${served.url}src/App.jsx`)).body).toContain("Second");
});

test("through the proxy only the site's own ports are reached, not those of this machine", async () => {
  const service = createServer((_, response) => response.end("a service of this machine"));
  service.listen(0, "127.0.0.1");
  await once(service, "listening");
  onTestFinished(() => void service.close());
  const address = service.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const served = await serve({ "index.html": "<h1>Site</h1>" });
  expect((await read(`${served.url}`)).body).toBe("<h1>Site</h1>");
  expect((await read(`http://localhost:${port}/`)).status).toBe(502);
});

test("a static site whose port is taken is served on another", async () => {
  const taken = createServer().listen(3000, "127.0.0.1");
  // where another program has the port already, it is taken all the same
  await Promise.race([once(taken, "listening"), once(taken, "error").catch(() => undefined)]);
  onTestFinished(() => void taken.close());
  const served = await serve({ "index.html": "<h1>Elsewhere</h1>" });
  expect(served.url).not.toBe("http://localhost:3000/");
  expect((await read(`${served.url}`)).body).toBe("<h1>Elsewhere</h1>");
});

test("a port opened by a process of a process is the site's", async () => {
  const inner = `require("node:http").createServer((q, r) => r.setHeader("content-type", "text/html").end("inner")).listen(0)`;
  const served = await serve(
    programSite(
      `import { spawn } from "node:child_process"; spawn("node", ["-e", ${JSON.stringify(inner)}]);`,
    ),
  );
  expect((await read(`${served.url}`)).body).toBe("inner");
});

test("the environment is not ours, and home and temporary files are the site's alone", async () => {
  process.env.TEACHER_API_KEY = "sk-secret";
  onTestFinished(() => void delete process.env.TEACHER_API_KEY);
  const served = await serve(
    programSite(
      `import { createServer } from "node:http"; createServer((q, r) => r.setHeader("content-type", "text/html").end(JSON.stringify(process.env))).listen(0);`,
    ),
  );
  const { body } = await read(`${served.url}`);
  expect(body).not.toContain("sk-secret");
  const env: Record<string, string> = JSON.parse(body);
  expect(env.HOME).toMatch(/box-.*home$/);
  expect(env.TMPDIR).toMatch(/box-.*tmp$/);
});

test("sites are served one at a time, as they share the ports", async () => {
  const site = { "index.html": "<h1>First</h1>" };
  await serve(site);
  await using other = host.openSlot();
  const waiting = other.serve(siteFiles({ "index.html": "<h1>Second</h1>" }), never);
  slot.release();
  expect((await waiting).start).toMatchObject({ status: "ok" });
  other.release();
  // it had to make room
  expect((await serve(site)).start).toMatchObject({ status: "ok", cached: false });
});
