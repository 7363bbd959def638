import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chown, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { findProgram } from "../../../pipeline/find-program.ts";
import { descendantsOf, readProcesses } from "../../../pipeline/site/sandbox/processes.ts";
import { tryKill } from "../../../pipeline/site/sandbox/try-kill.ts";
import { freePort } from "./free-port.ts";
import type { QueueServer } from "./queue-server.ts";

const startLimitMs = 30_000;
/** PostgreSQL does not run as root. Number of the user nobody. */
const nobody = 65_534;
/** Where Debian's packages put each version's programs, which it leaves off the path. */
const debianVersions = "/usr/lib/postgresql";

/** Where the program postgres is, with initdb beside it; null: it is not installed. */
export async function findPostgres(searchPath: string): Promise<string | null> {
  const versions = await readdir(debianVersions).catch(() => []);
  const folders = versions.map((version) => join(debianVersions, version, "bin"));
  return findProgram("postgres", [searchPath, ...folders].join(":"));
}

/** Starts a PostgreSQL with a cluster of its own, which goes with it. */
export async function startPostgres(program: string): Promise<QueueServer> {
  const port = await freePort();
  const url = `postgres://curate@127.0.0.1:${port}/postgres`;
  const dir = await mkdtemp(join(tmpdir(), "curate-postgres-"));
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? { uid: nobody, gid: nobody } : {};
  if (isRoot) await chown(dir, nobody, nobody);
  const cluster = ["-D", join(dir, "cluster")];
  const initdb = join(dirname(program), "initdb");
  await promisify(execFile)(initdb, [...cluster, "--auth=trust", "--username=curate", "--no-sync"], {
    ...user,
    cwd: dir,
  });
  const start = async (): Promise<ChildProcess> => {
    const settings = ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="];
    const launch = () =>
      spawn(program, [...cluster, "-p", `${port}`, ...settings], { ...user, cwd: dir, stdio: "ignore" });
    return answered(url, launch);
  };
  let server = await start();
  return {
    url,
    killAndRestart: async (whileAway) => {
      await end(server);
      await whileAway?.();
      server = await start();
    },
    wipe: () => wipe(url),
    [Symbol.asyncDispose]: async () => {
      await end(server);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** With the processes that serve its clients, which outlive it by a moment. */
async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, "exit");
  const below = descendantsOf(server.pid ?? 0, readProcesses());
  server.kill("SIGKILL");
  for (const { pid } of below) tryKill(pid);
  await ended;
}

/** Resolves to the server once it has recovered, and answers. One that finds what is left of a killed one starts anew. */
async function answered(url: string, launch: () => ChildProcess): Promise<ChildProcess> {
  const limit = AbortSignal.timeout(startLimitMs);
  let server = launch();
  for (;;) {
    try {
      await query(url, "SELECT 1");
      return server;
    } catch (cause) {
      if (limit.aborted) throw new Error("postgres did not start", { cause });
      await delay(50);
      if (server.exitCode !== null) server = launch();
    }
  }
}

/** The tables stay, as whoever works has seen that they are there. */
async function wipe(url: string): Promise<void> {
  await query(
    url,
    `DO $$ DECLARE each record; BEGIN
       FOR each IN SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND tablename <> 'migration'
       LOOP EXECUTE format('TRUNCATE %I.%I CASCADE', each.schemaname, each.tablename); END LOOP;
     END $$`,
  );
}

async function query(url: string, text: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 1, connectionTimeoutMillis: 1_000 });
  pool.on("error", () => undefined);
  try {
    await pool.query(text);
  } finally {
    await pool.end();
  }
}
