import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { chown, mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import type { Box, BoxExit, BoxLimits, Sandbox } from "../../pipeline/site/sandbox/sandbox.ts";

/** What a probe gets: the sandbox to try, and a folder of its own. */
export interface ProbeContext {
  sandbox: Sandbox;
  dir: string;
}

/** One thing every sandbox must do. Rejects when it does not. */
export interface SandboxProbe {
  name: string;
  run: (context: ProbeContext) => Promise<void>;
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
    name: "shows the environment it was given and nothing else",
    run: async ({ sandbox }) => {
      const { output } = await runBox(sandbox, "cat /proc/self/environ | tr '\\0' '\\n'", {
        env: { GIVEN: "yes" },
      });
      const names = output.split("\n").map((line) => line.split("=")[0]);
      deepEqual(
        names.filter((name) => !["GIVEN", "PATH", "PWD", "SHLVL", "_", ""].includes(name ?? "")),
        [],
      );
      match(output, /GIVEN=yes/);
    },
  },
  {
    name: "keeps the files of this machine out of sight",
    run: async ({ sandbox, dir }) => {
      const secret = join(dir, "secret");
      await writeFile(secret, "top-secret", { mode: 0o644 });
      const { output } = await runBox(
        sandbox,
        `cat ${secret} /root/.bashrc /etc/shadow /proc/1/root${secret}; ls /home /root /var`,
      );
      ok(!output.includes("top-secret"));
      match(output, /No such file/);
    },
  },
  {
    name: "hides the environment of the processes around it",
    run: async ({ sandbox }) => {
      const { output } = await runBox(
        sandbox,
        "for p in /proc/[0-9]*; do tr '\\0' '\\n' < $p/environ; done; echo looked",
      );
      ok(!/^HOME=\/(root|home\/(?!site))/m.test(output));
      match(output, /looked/);
    },
  },
  {
    name: "lets nothing be written outside its mounts",
    run: async ({ sandbox, dir }) => {
      const mount = await ownedFolder(sandbox, dir);
      const { output } = await runBox(
        sandbox,
        "for d in / /usr /etc /opt /dev /proc /usr/bin; do touch $d/planted 2>/dev/null && echo WROTE $d; done; touch /app/mine && ls /app",
        { mount },
      );
      equal(output.trim(), "mine");
    },
  },
  {
    name: "does not follow a link in its mount to the outside",
    run: async ({ sandbox, dir }) => {
      const mount = await ownedFolder(sandbox, dir);
      const victim = join(dir, "victim");
      await writeFile(victim, "unharmed", { mode: 0o666 });
      await runBox(sandbox, `ln -s ${victim} /app/link; echo harmed > /app/link; ln ${victim} /app/hard`, {
        mount,
      });
      equal(await readFile(victim, "utf8"), "unharmed");
    },
  },
  {
    name: "reaches no port of this machine, no address and no name",
    run: async ({ sandbox }) => {
      const server = createServer((socket) => socket.end("reached"));
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      const { output } = await runBox(
        sandbox,
        `for host in 127.0.0.1/${port} 169.254.169.254/80 10.0.0.1/80 example.com/80; do timeout 2 bash -c "cat < /dev/tcp/$host" && echo REACHED $host; done; cat /proc/net/route | wc -l; echo done`,
      );
      server.close();
      ok(!/reached/i.test(output), output);
      match(output, /done/);
    },
  },
  {
    name: "stops a fork bomb at the number of processes",
    run: async ({ sandbox }) => {
      // dash gives up at the first refusal, where bash would try again for a long time
      const { output } = await runBox(
        sandbox,
        "exec dash -c 'for i in $(seq 200); do sleep 20 & done; echo all'",
      );
      match(output, /Cannot fork/);
    },
  },
  {
    name: "ends a box whose processes together use too much memory",
    run: async ({ sandbox }) => {
      // each holds 100 MB of its own: none alone is too large
      const { exit } = await runBox(
        sandbox,
        "for i in 1 2 3 4; do (x=$(head -c 100000000 /dev/zero | tr '\\0' x); sleep 30) & done; wait",
      );
      equal(exit.exceeded, "memory");
    },
  },
  {
    name: "ends a box that fills the disk",
    run: async ({ sandbox, dir }) => {
      const mount = await ownedFolder(sandbox, dir);
      const { exit } = await runBox(
        sandbox,
        "i=0; while true; do head -c 1000000 /dev/zero > /app/f$i; i=$((i+1)); sleep 0.01; done",
        {
          mount,
        },
      );
      equal(exit.exceeded, "disk");
    },
  },
  {
    name: "bounds its temporary file systems",
    run: async ({ sandbox }) => {
      const { output } = await runBox(sandbox, "head -c 100000000 /dev/zero > /dev/shm/x; echo end");
      match(output, /No space left/);
    },
  },
  {
    name: "ends a box that writes without end",
    run: async ({ sandbox }) => {
      const { exit, output } = await runBox(sandbox, "yes");
      equal(exit.exceeded, "output");
      ok(output.length <= limits.outputBytes);
    },
  },
  {
    name: "ends a box that runs too long",
    run: async ({ sandbox }) => {
      const { exit } = await runBox(sandbox, "sleep 30", { limits: { ...limits, wallMs: 300 } });
      equal(exit.exceeded, "time");
    },
  },
  {
    name: "reports the command's exit code",
    run: async ({ sandbox }) => {
      deepEqual((await runBox(sandbox, "exit 7")).exit, { code: 7, exceeded: null });
    },
  },
  {
    name: "leaves no process behind when killed, whatever it ignored",
    run: async ({ sandbox }) => {
      const marker = `${1_000_000 + Math.floor(Math.random() * 1e6)}`;
      const box = await startBox(
        sandbox,
        `trap '' TERM INT HUP; (setsid sleep ${marker} &) ; setsid -f sleep ${marker}; echo up; sleep ${marker}`,
        () => undefined,
      );
      await until(() => processesWith(marker).length >= 3);
      const startedAt = performance.now();
      await box.kill();
      ok(performance.now() - startedAt < 1_000);
      deepEqual(processesWith(marker), []);
      // a second time is harmless
      await box.kill();
    },
  },
  {
    name: "runs as a user without privileges, inside and outside",
    run: async ({ sandbox }) => {
      const marker = `${1_000_000 + Math.floor(Math.random() * 1e6)}`;
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
    name: "allows no further namespaces",
    run: async ({ sandbox }) => {
      const { output } = await runBox(
        sandbox,
        "unshare -U true 2>&1 && echo GOT; unshare -n true 2>&1 && echo GOT; echo end",
      );
      ok(!output.includes("GOT"), output);
    },
  },
  {
    name: "does not tell where its mounts lie on this machine",
    run: async ({ sandbox, dir }) => {
      const mount = await ownedFolder(sandbox, dir);
      const { output } = await runBox(sandbox, "cat /proc/*/cmdline | tr '\\0' ' '", { mount });
      ok(!output.includes(mount), output);
    },
  },
  {
    name: "does not hear of its neighbours",
    run: async ({ sandbox }) => {
      const marker = `${1_000_000 + Math.floor(Math.random() * 1e6)}`;
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

interface BoxChoices {
  env?: Record<string, string>;
  mount?: string;
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
  return sandbox.start({
    command: ["bash", "-c", script],
    cwd: choices.mount ? "/app" : "/tmp",
    env: { PATH: "/usr/bin:/bin", ...choices.env },
    mounts: choices.mount ? [{ source: choices.mount, target: "/app", writable: true }] : [],
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

/** Waits for a condition that comes about in another process; at most 10 s. */
export async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > end) throw new Error("the condition did not come about within 10 s");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
