import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { queueCommand } from "../../pipeline/cli/commands/queue.ts";
import { recordCommand } from "../../pipeline/cli/commands/record.ts";
import { workerCommand } from "../../pipeline/cli/commands/worker.ts";
import { exitCodeOf } from "../../pipeline/cli/exit-code.ts";
import { UserError } from "../../pipeline/errors.ts";
import { checkServer, parseInfo, redisProblem } from "../../pipeline/queue/inspect-server.ts";
import { takePlannerLease } from "../../pipeline/queue/planner-lease.ts";
import { parseQueueAddress } from "../../pipeline/queue/queue-address.ts";
import { RedisStateServer } from "../../pipeline/queue/redis-state-server.ts";
import { SharedState } from "../../pipeline/queue/shared-state.ts";
import { checkTerms } from "../../pipeline/queue/worker-session.ts";
import { writeScriptedRun } from "../../scripts/proof/queue/queue-programs.ts";
import { commandWorld } from "../support/command-world.ts";
import { ownRedis, redisProgram, withoutRedis } from "../support/redis.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** A world whose clock is right. */
function world(cwd: string) {
  return { ...commandWorld(cwd), now: () => new Date() };
}

/** What a command is refused with: exit code 2, and this message. */
async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  expect(exitCodeOf(error)).toBe(2);
  return error instanceof Error ? error.message : "";
}

describe("a queue's URL", () => {
  test.each([
    ["redis://127.0.0.1:6379", "redis", "curate", "redis://127.0.0.1:6379"],
    ["rediss://user:secret@queue.example/2", "redis", "curate", "rediss://queue.example/2"],
    [
      "postgres://me:secret@db:5432/work?queue=second",
      "postgres",
      "second",
      "postgres://db:5432/work?queue=second",
    ],
  ])("%s", (url, kind, name, shown) => {
    expect(parseQueueAddress(url)).toMatchObject({ kind, name, shown });
  });

  test.each(["", "127.0.0.1:6379", "http://127.0.0.1", "redis://", "redis://h?queue=A%20b"])(
    "%s is refused",
    (url) => {
      expect(() => parseQueueAddress(url)).toThrow(UserError);
    },
  );
});

describe("a queue server", () => {
  test.each([
    ["redis_version:7.0.15\r\nmaxmemory:0\r\nmaxmemory_policy:noeviction", null],
    ["redis_version:6.2.0", null],
    ["redis_version:6.0.16", /Redis 6\.0\.16, and 6\.2 or newer is needed/],
    ["redis_version:8.0.0\r\nmaxmemory_policy:allkeys-lru", /maxmemory-policy is allkeys-lru/],
    ["redis_version:7.0.0\r\nmaxmemory:1000\r\nused_memory:990", /it is full/],
    ["redis_version:7.0.0\r\nrole:slave", /it is a replica/],
    ["", /of unknown version/],
  ])("that says %j", (info, problem) => {
    const found = redisProblem(parseInfo(info));
    if (problem === null) expect(found).toBeNull();
    else expect(found).toMatch(problem);
  });

  test.each(["redis", "postgres"])("that is absent is named, without its password: %s", async (kind) => {
    const queue = `${kind}://user:hunter2@127.0.0.1:1`;
    const message = await refusal(queueCommand("status", { queue }, world(await temporaryFolder())));
    expect(message).toMatch(
      new RegExp(`No queue server can be used at ${kind}://127\\.0\\.0\\.1:1: .*ECONNREFUSED`),
    );
    expect(message).not.toContain("hunter2");
  });

  test.runIf(redisProgram !== null)(`that is being started again is waited for${withoutRedis}`, async () => {
    const redis = await ownRedis();
    const away = Promise.withResolvers<string>();
    let checked: Promise<string> | null = null;
    await redis.killAndRestart(async () => {
      checked = checkServer(parseQueueAddress(redis.url), {
        now: () => new Date(),
        patienceMs: 60_000,
        onAway: away.resolve,
        signal: new AbortController().signal,
      });
      expect(await away.promise).toMatch(/ECONNREFUSED/);
    });
    expect(await checked).toMatch(/^Redis \d/);
  });

  test("that answers as no queue server does is refused", async () => {
    const stranger = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void stranger.close());
    const address = stranger.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    const queue = `redis://127.0.0.1:${port}`;
    expect(await refusal(queueCommand("status", { queue }, world(await temporaryFolder())))).toMatch(
      /No queue server can be used/,
    );
  });

  test.runIf(redisProgram !== null)(`that evicts, or is full, is refused${withoutRedis}`, async () => {
    const redis = await ownRedis();
    const status = async () => queueCommand("status", { queue: redis.url }, world(await temporaryFolder()));
    expect(await status()).toBe(0);
    await redis.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
    expect(await refusal(status())).toMatch(/drops entries of the queue.*noeviction/);
    await redis.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
    await redis.command("CONFIG", "SET", "maxmemory", "300kb");
    expect(await refusal(status())).toMatch(/it is full.*maxmemory/);
  });

  test.runIf(redisProgram !== null)(`whose clock is a day off is refused${withoutRedis}`, async () => {
    const redis = await ownRedis();
    const yesterday = { ...world(await temporaryFolder()), now: () => new Date(Date.now() - 86_400_000) };
    expect(await refusal(queueCommand("status", { queue: redis.url }, yesterday))).toMatch(
      /its clock is 86400 s ahead of this machine's/,
    );
  });
});

describe("a worker", () => {
  const terms = { version: "1.0.0", codeHash: "a", configHash: "b", promptSetHash: "c" };

  test.each([
    [{ version: "1.0.1", codeHash: "z" }, /webgen-curator 1\.0\.0 there, 1\.0\.1 here\. What/],
    [{ codeHash: "z" }, /the program's code\./],
    [{ configHash: "z" }, /the configuration\./],
    [{ promptSetHash: "z", configHash: "z" }, /the configuration; the prompt set\./],
  ])("that differs in %j is told so", (differing, message) => {
    expect(() => checkTerms(terms, { ...terms, ...differing })).toThrow(message);
  });

  test.runIf(redisProgram !== null)(
    `with another program than the planner's, or without its folder, ends with the reason${withoutRedis}`,
    async () => {
      const redis = await ownRedis();
      const dir = await temporaryFolder();
      await using state = new SharedState(new RedisStateServer(redis.url, "curate"));
      await state.update((draft) => {
        draft.plan = {
          ...{ since: 0, leaseMs: 1000, run: join(dir, "nowhere"), ...terms, store: null, inputs: null },
          ...{ phase: "running", reason: null, planned: 1, sealed: 0, failed: 0 },
        };
      });
      const options = { queue: redis.url };
      expect(await refusal(workerCommand(options, world(dir)))).toMatch(
        /nowhere is no run folder on this machine/,
      );
      const other = { ...options, store: "s3://bucket/prefix" };
      const env = { AWS_ACCESS_KEY_ID: "k", AWS_SECRET_ACCESS_KEY: "s" };
      expect(await refusal(workerCommand(other, { ...world(dir), env }))).toMatch(
        /The planner uses no --store, this worker into s3:\/\/bucket\/prefix/,
      );
    },
  );
});

describe("a planner", () => {
  test.runIf(redisProgram !== null)(
    `beside another on the same queue is refused by its name, and takes the queue of one that is gone${withoutRedis}`,
    async () => {
      const redis = await ownRedis();
      const dir = await temporaryFolder();
      await using first = new SharedState(new RedisStateServer(redis.url, "curate"));
      const lease = { name: "the first, process 1", leaseMs: 60_000, queue: redis.url };
      await takePlannerLease(first, lease);
      const run = join(dir, "run");
      const config = await writeScriptedRun(run, { baseURL: "http://127.0.0.1:1/v1", instructions: 1 });
      const message = await refusal(recordCommand({ config, queue: redis.url }, world(dir)));
      expect(message).toMatch(/is planned by the first, process 1, for a run\. .*for 60 s/);
      // it holds another queue of the same server no more than another server
      await using other = new SharedState(new RedisStateServer(redis.url, "second"));
      await takePlannerLease(other, { ...lease, name: "another" });
      await takePlannerLease(first, { ...lease, leaseMs: -1 });
      await takePlannerLease(first, { ...lease, name: "the next" });
    },
  );

  test.runIf(redisProgram !== null)(
    `on a folder that another process plans is refused, too${withoutRedis}`,
    async () => {
      const redis = await ownRedis();
      const dir = await temporaryFolder();
      const run = join(dir, "run");
      const config = await writeScriptedRun(run, { baseURL: "http://127.0.0.1:1/v1", instructions: 1 });
      await mkdir(run, { recursive: true });
      await writeFile(
        join(run, "run.lock"),
        "17 1234 elsewhere boot pid:[1]\nredis://another.example:6379\n",
      );
      expect(await refusal(recordCommand({ config, queue: redis.url }, world(dir)))).toMatch(
        /in use by process 17 on elsewhere, or was when that machine went away/,
      );
    },
  );
});
