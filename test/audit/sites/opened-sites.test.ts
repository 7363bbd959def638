import { request } from "node:http";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { expect, it, onTestFinished } from "vitest";
import { resolveCompat } from "../../../pipeline/config/compat.ts";
import type { SiteHost } from "../../../pipeline/site/site-slot.ts";
import { paperSites } from "../../../scripts/proof/kill-nine/paper-machinery.ts";
import { OpenedSites } from "../../../stages/audit/sites/opened-sites.ts";
import { SiteGateway } from "../../../stages/audit/sites/site-gateway.ts";
import { realSiteHost } from "../../site/real-host.ts";
import { siteFiles } from "../../site/site-files.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { eventually } from "../support/eventually.ts";
import { recordedRun, serveAudit } from "../support/served-audit.ts";
import { beginTrajectory } from "../support/written-trajectory.ts";

/** A server without packages that answers pages, and repeats what comes through a websocket's connection. */
const server = `import { createServer } from "node:http";
const site = createServer((request, response) => {
  if (request.url === "/away") return response.writeHead(302, { location: "https://evil.example/" }).end();
  response.writeHead(200, { "content-type": "text/html", "content-security-policy": "default-src *" });
  response.end("<title>shop</title>" + request.headers.host + " " + request.url + " " + (request.headers.origin ?? ""));
});
site.on("upgrade", (request, socket) => {
  socket.write("HTTP/1.1 101 Switching Protocols\\r\\nConnection: Upgrade\\r\\nUpgrade: websocket\\r\\n\\r\\n" + request.headers.origin + "\\n");
  socket.pipe(socket);
});
site.listen(3000);
`;
const shop = {
  "package.json": JSON.stringify({ name: "shop", type: "module", scripts: { dev: "node server.js" } }),
  "server.js": server,
};

interface Answer {
  status: number;
  headers: Record<string, unknown>;
  body: string;
}

/** As a browser would, which finds every name under localhost at the loopback. */
function ask(url: string, headers: Record<string, string> = {}): Promise<Answer> {
  const { host, port, pathname } = new URL(url);
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: "127.0.0.1", port, path: pathname, headers: { host, ...headers } },
      async (answer) => {
        const body = Buffer.concat(await Array.fromAsync(answer)).toString();
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body });
      },
    );
    asked.on("error", reject);
    asked.end();
  });
}

/** Opens a websocket's connection and says something through it. */
function upgrade(url: string, origin: string): Promise<string> {
  const { host, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const asked = request({
      ...{ host: "127.0.0.1", port, path: "/socket" },
      headers: { host, origin, connection: "Upgrade", upgrade: "websocket" },
    });
    asked.on("upgrade", (_, socket: Duplex, head: Buffer) => {
      let heard = head.toString();
      socket.on("data", (chunk: Buffer) => {
        heard += chunk;
        if (heard.includes("hello")) {
          socket.destroy();
          resolve(heard);
        }
      });
      socket.write("hello");
    });
    asked.on("response", ({ statusCode }) => resolve(String(statusCode)));
    asked.on("error", reject);
    asked.end();
  });
}

it("serves a step's site again in the sandbox, under a name of its own, and nowhere else", async () => {
  const dir = await recordedRun(0);
  const written = await beginTrajectory(dir, "t-1");
  await written.step({ files: shop });
  await written.step({ files: { "readme.txt": "no site" } });
  await written.seal();
  const siteHost = await realSiteHost(join(await temporaryFolder(), "work"));
  onTestFinished(() => siteHost[Symbol.asyncDispose]());
  const audit = await serveAudit([dir], { openSiteHost: async () => siteHost });

  const opened = await (await audit.post("live/run/site", { trajectoryId: "t-1", step: 0 })).json();
  expect(opened).toEqual({
    ok: true,
    url: expect.stringMatching(/^http:\/\/site-[0-9a-f]{16}\.curate\.localhost:\d+\/$/),
  });
  const { url } = opened;
  const { origin, port } = new URL(url);
  const page = await ask(url);
  expect(page).toMatchObject({ status: 200, body: "<title>shop</title>localhost:3000 / " });
  expect(page.headers["content-security-policy"]).toMatch(/^default-src 'self' .* sandbox allow-scripts/);
  expect((await audit.get("")).headers.get("content-security-policy")).toContain(
    `frame-src http://*.curate.localhost:${port};`,
  );
  expect(await upgrade(url, origin)).toBe("http://localhost:3000\nhello");

  expect((await ask(`${url}away`)).status).toBe(403);
  expect((await ask(url, { host: `localhost:${port}` })).status).toBe(404);
  expect((await ask(url, { host: `site-0000000000000000.curate.localhost:${port}` })).status).toBe(404);
  expect((await ask(url, { origin: "https://evil.example" })).status).toBe(403);
  expect((await ask(url, { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" })).status).toBe(403);
  expect((await ask(url, { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" })).status).toBe(200);
  expect(await upgrade(url, "https://evil.example")).toBe("403");

  const again = await audit.post("live/run/site", { trajectoryId: "t-1", step: 0 });
  expect(await again.json()).toEqual(opened);
  const none = await (await audit.post("live/run/site", { trajectoryId: "t-1", step: 1 })).json();
  expect(none).toMatchObject({
    ok: false,
    reason: expect.stringContaining("neither a package.json nor an index.html"),
  });
  const body = JSON.stringify({ trajectoryId: "t-1", step: 0 });
  await audit.get("live/run/site", { method: "DELETE", body });
  expect((await ask(url)).status).toBe(404);
});

it("says why a site cannot be opened, and goes on", async () => {
  const dir = await recordedRun(1);
  const audit = await serveAudit([dir]);
  const answer = await audit.post("live/run/site", { trajectoryId: "i-000000.0.bench", step: 0 });
  expect(await answer.json()).toEqual({ ok: false, reason: "There is no sandbox here." });
  expect((await audit.post("live/run/site", { trajectoryId: "none", step: 0 })).status).toBe(404);
  expect((await audit.post("live/run/site", "{")).status).toBe(404);
  const missing = await audit.post("live/run/site", { trajectoryId: "i-000000.0.bench", step: 99 });
  expect(await missing.json()).toEqual({ ok: false, reason: "i-000000.0.bench has no step 99." });
  expect(audit.notices).toEqual([]);
});

it("closes the site used longest ago to make room, and one that nobody uses", async () => {
  const gateway = await SiteGateway.open(() => "http://127.0.0.1:1");
  let closed = 0;
  const counting: SiteHost = {
    ...paperSites,
    openSlot() {
      const slot = paperSites.openSlot();
      return Object.assign(slot, { [Symbol.asyncDispose]: async () => void closed++ });
    },
  };
  const sites = new OpenedSites({
    ...{ gateway, openSiteHost: async () => counting, compatOf: () => resolveCompat(undefined) },
    ...{ maxOpen: 2, idleMs: 300 },
  });
  onTestFinished(async () => {
    await sites[Symbol.asyncDispose]();
    await gateway[Symbol.asyncDispose]();
  });
  const files = siteFiles({ "index.html": "x" });
  for (const name of ["a", "b", "c"]) await sites.open({ name, run: "run", files });
  expect([sites.running, closed]).toEqual([["b", "c"], 1]);
  await eventually(() => expect([sites.running, closed]).toEqual([[], 3]));
});
