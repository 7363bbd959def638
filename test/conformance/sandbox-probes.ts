import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { chown, mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { dirname, join } from "node:path";
import { BubblewrapSandbox } from "../../pipeline/site/sandbox/bubblewrap.ts";
import type { Guarantee } from "../../pipeline/site/sandbox/guarantees.ts";
import type { Box, BoxExit, BoxLimits, Sandbox } from "../../pipeline/site/sandbox/sandbox.ts";

/** What a probe gets: the sandbox to try, and a folder of its own. */
export interface ProbeContext {
  sandbox: Sandbox;
  dir: string;
}

/** One thing a sandbox must do that gives the guarantees. Rejects when it does not. */
export interface SandboxProbe {
  /** as the containment table of docs/sandbox.md has it */
  name: string;
  guarantees: readonly [Guarantee, ...Guarantee[]];
  run: (context: ProbeContext) => Promise<void>;
}

/** The probes that a sandbox must pass. */
export function probesOf({ weaknesses }: Pick<Sandbox, "weaknesses">): SandboxProbe[] {
  return sandboxProbes.filter((probe) => probe.guarantees.every((name) => weaknesses[name] === undefined));
}

const limits: BoxLimits = {
  processes: 64,
  memoryBytes: 2 ** 28,
  diskBytes: 2 ** 25,
  fileBytes: 2 ** 27,
  outputBytes: 2 ** 20,
  wallMs: 15_000,
};

/** The promises of the Sandbox interface, one by one. Commands are what hostile code would try. */
export const sandboxProbes: SandboxProbe[] = [
  {
    name: "API keys in the environment",
    guarantees: ["clean-environment"],
    run: async ({ sandbox }) => {
      const { output } = await runBox(sandbox, "cat /proc/self/environ | tr '\\0' '\\n'", {
        env: { GIVEN: "yes" },
      });
      const names = output.split("\n").map((line) => line.split("=")[0]);
      deepEqual(
        // a home and a folder for temporary files may be the sandbox's own
        names.filter(
          (name) => !["GIVEN", "PATH", "PWD", "SHLVL", "_", "HOME", "TMPDIR", ""].includes(name ?? ""),
        ),
        [],
      );
      match(output, /GIVEN=yes/);
      ok(!output.split("\n").includes(`HOME=${process.env.HOME}`));
    },
  },
  {
    name: "reading ~/.ssh, keys and other files of this machine",
    guarantees: ["hidden-files"],
    run: async ({ sandbox, dir }) => {
      const home = join(dir, "home");
      await mkdir(join(home, ".ssh"), { recursive: true });
      const secret = join(home, ".ssh/id_ed25519");
      await writeFile(secret, "top-secret", { mode: 0o644 });
      const { output } = await runBox(
        sandbox,
        `cat ~/.ssh/* ${secret} /proc/*/root${secret} /proc/*/cwd/home/.ssh/*; ls ${dir} ${process.env.HOME}; cat /etc/shadow && echo top-secret; ls -A /root /home /var ~`,
      );
      ok(!output.includes("top-secret"), output);
      match(output, /No such file/);
    },
  },
  {
    name: "/proc/1/environ and the environments of other processes",
    guarantees: ["hidden-processes"],
    run: async ({ sandbox }) => {
      const { output } = await runBox(
        sandbox,
        `cat /proc/1/environ /proc/*/environ | tr '\\0' '\\n'; ls -d /proc/${process.pid} /proc/${process.ppid}; echo looked`,
      );
      // our own environment holds this, and those of our parents
      ok(!output.includes(`HOME=${process.env.HOME}\n`), output);
      ok(!output.includes("VITEST"), output);
      ok(!new RegExp(`^/proc/${process.pid}$`, "m").test(output), output);
      match(output, /looked/);
    },
  },
  {
    name: "writing outside",
    guarantees: ["confined-writes"],
    run: async ({ sandbox, dir }) => {
      const mount = await ownedFolder(sandbox, dir);
      const { output } = await runBox(
        sandbox,
        "for d in / /usr /etc /opt /dev /proc /usr/bin; do touch $d/planted 2>/dev/null && echo WROTE $d; done; touch $APP/mine && ls $APP",
        { mount },
      );
      equal(output.trim(), "mine");
    },
  },
  {
    name: "symlinks and hard links from inside to the outside",
    guarantees: ["confined-writes"],
    run: async ({ sandbox, dir }) => {
      const mount = await ownedFolder(sandbox, dir);
      const victim = join(dir, "victim");
      await writeFile(victim, "unharmed", { mode: 0o666 });
      await runBox(
        sandbox,
        `ln -s ${victim} $APP/link; echo harmed > $APP/link; ln ${victim} $APP/hard && echo harmed > $APP/hard`,
        {
          mount,
        },
      );
      equal(await readFile(victim, "utf8"), "unharmed");
    },
  },
  {
    name: "other localhost ports and the addresses of this machine",
    guarantees: ["no-host-ports"],
    run: async ({ sandbox }) => {
      await using server = await listenEverywhere("reached");
      const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
      const targets = ["127.0.0.1", "::1", ...addresses.map(({ address }) => address)];
      const { output } = await runBox(
        sandbox,
        `for host in ${targets.join(" ")}; do timeout 2 bash -c "cat < /dev/tcp/$host/${server.port}"; done; echo done`,
      );
      ok(!output.includes("reached"), output);
      match(output, /done/);
    },
  },
  {
    name: "169.254.169.254, other addresses and DNS",
    guarantees: ["no-outside"],
    run: async ({ sandbox }) => {
      const { output } = await runBox(
        sandbox,
        `for host in 169.254.169.254/80 10.0.0.1/53 192.0.2.1/80 example.com/80; do
           timeout 2 bash -c "cat < /dev/tcp/$host" 2>&1 | grep -q . && echo "$host" refused || echo "$host" HUNG
           timeout 2 bash -c "echo question > /dev/udp/$host" 2>/dev/null && echo SENT $host
         done; getent hosts example.com example.org && echo RESOLVED; echo done`,
      );
      ok(!/HUNG|SENT|RESOLVED/.test(output), output);
      match(output, /done/);
    },
  },
  {
    name: "the port that a neighbour listens on",
    guarantees: ["own-ports"],
    run: async ({ sandbox }) => {
      const listen = (word: string) =>
        `exec node -e 'require("node:net").createServer((s) => s.end("${word}")).listen(3999, "127.0.0.1", () => console.log("up")).on("error", (e) => { console.log(e.code); process.exit(1) })'`;
      const said: string[] = [];
      await using neighbour = await listenInBox(sandbox, { script: listen("a"), slot: 1, said });
      await using mine = await listenInBox(sandbox, { script: listen("b"), slot: 0, said });
      ok(neighbour.box.running && mine.box.running);
      deepEqual(said, ["up", "up"]);
    },
  },
  {
    name: "a fork bomb",
    guarantees: ["process-limit"],
    run: async ({ sandbox }) => {
      // dash gives up at the first refusal, where bash would try again for a long time
      const refused = await runBox(
        sandbox,
        "exec dash -c 'for i in $(seq 200); do sleep 20 & done; echo all'",
      );
      match(refused.output, /Cannot fork/);
      const { exit } = await runBox(sandbox, "bomb() { bomb | bomb & }; bomb; sleep 20");
      equal(exit.exceeded, "processes");
    },
  },
  {
    name: "10 GB in one process",
    guarantees: ["memory-limit"],
    run: async ({ sandbox }) => {
      // tail keeps what has no line end
      const { exit } = await runBox(sandbox, "head -c 10000000000 /dev/zero | tail");
      equal(exit.exceeded, "memory");
    },
  },
  {
    name: "10 GB in four processes",
    guarantees: ["memory-limit"],
    run: async ({ sandbox }) => {
      // each stops at 100 MB of its own: none alone is too large, and there is room for as many as one likes
      const { exit } = await runBox(
        sandbox,
        "for i in 1 2 3 4; do (head -c 100000000 /dev/zero; sleep 30) | tail & done; wait",
      );
      equal(exit.exceeded, "memory");
    },
  },
  {
    name: "filling the disk",
    guarantees: ["disk-limit"],
    run: async ({ sandbox, dir }) => {
      const mount = await ownedFolder(sandbox, dir);
      const { exit } = await runBox(
        sandbox,
        "i=0; while true; do head -c 1000000 /dev/zero > $APP/f$i; i=$((i+1)); sleep 0.01; done",
        {
          mount,
        },
      );
      equal(exit.exceeded, "disk");
    },
  },
  {
    name: "filling /tmp, /dev/shm and the home",
    guarantees: ["temporary-limit"],
    run: async ({ sandbox }) => {
      const { output } = await runBox(
        sandbox,
        "for folder in /tmp /dev/shm ~; do fallocate -l 2G $folder/x 2>&1; done; echo end",
        { env: { HOME: "/home/site" }, limits: { ...limits, fileBytes: 2 ** 32 } },
      );
      equal(output.match(/No space left/g)?.length, 3, output);
    },
  },
  {
    name: "endless output",
    guarantees: ["output-limit"],
    run: async ({ sandbox }) => {
      const { exit, output } = await runBox(sandbox, "yes");
      equal(exit.exceeded, "output");
      ok(output.length <= limits.outputBytes);
    },
  },
  {
    name: "running for ever",
    guarantees: ["time-limit"],
    run: async ({ sandbox }) => {
      const { exit } = await runBox(sandbox, "sleep 30", { limits: { ...limits, wallMs: 300 } });
      equal(exit.exceeded, "time");
    },
  },
  {
    name: "ignoring SIGTERM, double fork, setsid",
    guarantees: ["tree-ends"],
    run: async ({ sandbox }) => {
      const marker = uniqueSeconds();
      const box = await startBox(
        sandbox,
        `trap '' TERM INT HUP; (setsid sleep ${marker} &) ; setsid -f sleep ${marker}; echo up; sleep ${marker}`,
        () => undefined,
      );
      await until(() => processesWith(marker).length >= 3);
      await box.kill();
      deepEqual(processesWith(marker), []);
      // a second time is harmless
      await box.kill();
    },
  },
  {
    name: "daemons left behind by a command that ends well",
    guarantees: ["tree-ends"],
    run: async ({ sandbox }) => {
      const marker = uniqueSeconds();
      const { exit } = await runBox(
        sandbox,
        `(trap '' TERM; setsid -f sleep ${marker} < /dev/null > /dev/null 2>&1); exit 7`,
      );
      deepEqual(exit, { code: 7, exceeded: null });
      deepEqual(processesWith(marker), []);
    },
  },
  {
    name: "a daemon that cleared its environment and left its parents",
    guarantees: ["no-survivor"],
    run: async ({ sandbox }) => {
      const marker = uniqueSeconds();
      const box = await startBox(
        sandbox,
        `(env -i setsid -f sleep ${marker} < /dev/null > /dev/null 2>&1 3>&1); sleep 20`,
        () => undefined,
      );
      await until(() => processesWith(marker).length > 0);
      await box.kill();
      deepEqual(processesWith(marker), []);
    },
  },
  {
    name: "outliving us, killed by SIGKILL",
    guarantees: ["ends-with-us"],
    run: async ({ sandbox }) => {
      const marker = uniqueSeconds();
      const bwrapPath = sandbox instanceof BubblewrapSandbox ? sandbox.bwrapPath : "";
      const holder = spawn(
        process.execPath,
        [join(import.meta.dirname, "hold-box.ts"), sandbox.name, bwrapPath, marker],
        { stdio: "ignore" },
      );
      await until(() => processesWith(marker).length >= 2);
      holder.kill("SIGKILL");
      await until(() => processesWith(marker).length === 0);
    },
  },
  {
    name: "gaining privileges",
    guarantees: ["no-privileges"],
    run: async ({ sandbox }) => {
      const marker = uniqueSeconds();
      const chunks: Uint8Array[] = [];
      const box = await startBox(
        sandbox,
        `grep -E '^(Uid|Cap|NoNewPrivs)' /proc/self/status; sleep ${marker}`,
        (chunk) => chunks.push(chunk),
      );
      await until(() => processesWith(`sleep\0${marker}`).length > 0);
      for (const pid of processesWith(`sleep\0${marker}`)) {
        const uid = /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
        notEqual(uid, "0");
        const owner = sandbox.owner(0);
        if (owner) equal(Number(uid), owner.uid);
      }
      await box.kill();
      const inside = Buffer.concat(chunks).toString();
      match(inside, /Uid:\s+1000/);
      for (const set of ["CapPrm", "CapEff", "CapBnd", "CapInh"])
        match(inside, new RegExp(`${set}:\\s+0{16}`));
      match(inside, /NoNewPrivs:\s+1/);
    },
  },
  {
    name: "making further namespaces",
    guarantees: ["no-privileges"],
    run: async ({ sandbox }) => {
      const { output } = await runBox(
        sandbox,
        "unshare -U true 2>&1 && echo GOT; unshare -n true 2>&1 && echo GOT; echo end",
      );
      ok(!output.includes("GOT"), output);
    },
  },
  {
    name: "asking where it lies on this machine",
    guarantees: ["hidden-paths"],
    run: async ({ sandbox, dir }) => {
      const mount = await ownedFolder(sandbox, dir);
      const { output } = await runBox(sandbox, "cat /proc/*/cmdline | tr '\\0' ' '", { mount });
      ok(!output.includes(mount), output);
    },
  },
  {
    name: "finding and killing its neighbours",
    guarantees: ["hidden-processes"],
    run: async ({ sandbox }) => {
      const marker = uniqueSeconds();
      const neighbour = await startBox(sandbox, `sleep ${marker}`, () => undefined, { slot: 1 });
      const { output } = await runBox(
        sandbox,
        "cat /proc/*/cmdline | tr '\\0' ' '; kill -9 -1; echo survived",
      );
      ok(!output.includes(marker));
      ok(neighbour.running);
      await neighbour.kill();
    },
  },
];

/** A server on every address of this machine, which says the word to whoever connects. */
async function listenEverywhere(word: string): Promise<AsyncDisposable & { port: number }> {
  const server = createServer((socket) => socket.on("error", () => undefined).end(word));
  server.listen(0);
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}

/** A box whose command prints a line once it listens, or why it cannot. Lines are added to `said`. */
async function listenInBox(
  sandbox: Sandbox,
  { script, slot, said }: { script: string; slot: number; said: string[] },
): Promise<AsyncDisposable & { box: Box }> {
  const heard = said.length + 1;
  const box = await startBox(sandbox, script, (chunk) => said.push(Buffer.from(chunk).toString().trim()), {
    slot,
    node: true,
  });
  await until(() => said.length >= heard);
  return { box, [Symbol.asyncDispose]: async () => void (await box.kill()) };
}

/** A number of seconds that no other process sleeps for. */
export function uniqueSeconds(): string {
  return String(1_000_000 + Math.floor(Math.random() * 1e9));
}

interface BoxChoices {
  env?: Record<string, string>;
  /** a folder that the script finds as $APP */
  mount?: string;
  /** whether the script needs node */
  node?: boolean;
  limits?: BoxLimits;
  slot?: number;
}

async function runBox(
  sandbox: Sandbox,
  script: string,
  choices: BoxChoices = {},
): Promise<{ output: string; exit: BoxExit }> {
  const chunks: Uint8Array[] = [];
  const box = await startBox(sandbox, script, (chunk) => chunks.push(chunk), choices);
  const exit = await box.exited;
  return { output: Buffer.concat(chunks).toString(), exit };
}

function startBox(
  sandbox: Sandbox,
  script: string,
  onOutput: (chunk: Uint8Array) => void,
  choices: BoxChoices = {},
): Promise<Box> {
  const at = (source: string, inside: string): string => (sandbox.placement === "own" ? inside : source);
  const app = at(choices.mount ?? "/tmp", choices.mount ? "/app" : "/tmp");
  const node = at(process.execPath, "/opt/node/bin/node");
  return sandbox.start({
    command: ["bash", "-c", script],
    cwd: app,
    env: { PATH: `${dirname(node)}:/usr/bin:/bin`, ...(choices.mount ? { APP: app } : {}), ...choices.env },
    mounts: [
      ...(choices.mount ? [{ source: choices.mount, target: app, writable: true }] : []),
      ...(choices.node ? [{ source: process.execPath, target: node, writable: false }] : []),
    ],
    slot: choices.slot ?? 0,
    limits: choices.limits ?? limits,
    onOutput,
  });
}

async function ownedFolder(sandbox: Sandbox, dir: string): Promise<string> {
  const folder = await mkdtemp(join(dir, "mount-"));
  await mkdir(folder, { recursive: true });
  const owner = sandbox.owner(0);
  if (owner) await chown(folder, owner.uid, owner.gid);
  return folder;
}

/** Ids of the processes whose command line holds the text. */
export function processesWith(text: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => {
      try {
        const line = readFileSync(`/proc/${name}/cmdline`, "utf8");
        // the shell that was told to start them names the marker too
        return line.includes(text) && /^(setsid\0)?sleep\0/.test(line);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Waits for a condition that comes about in another process. */
export async function until(condition: () => boolean): Promise<void> {
  const limitMs = 10_000;
  const end = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`the condition did not come about within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
