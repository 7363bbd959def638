import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startPostgres } from "../../scripts/proof/queue/postgres-process.ts";
import { proveQueue } from "../../scripts/proof/queue/prove.ts";
import { startRedis } from "../../scripts/proof/queue/redis-process.ts";
import { postgresProgram, withoutPostgres } from "../support/postgres.ts";
import { redisProgram, withoutRedis } from "../support/redis.ts";

const servers = [
  {
    name: `Redis${withoutRedis}`,
    here: redisProgram !== null,
    openServer: (dir: string) => startRedis(redisProgram ?? "", dir),
  },
  {
    name: `PostgreSQL${withoutPostgres}`,
    here: postgresProgram !== null,
    openServer: () => startPostgres(postgresProgram ?? ""),
  },
];

test.for(servers)(
  "killed workers, a killed and a wiped queue server lose nothing and repeat nothing that was done: $name",
  { timeout: 150_000 },
  async ({ here, openServer }, { skip }) => {
    skip(!here);
    const dir = await mkdtemp(join(tmpdir(), "curator-queue-"));
    onTestFinished(() => rm(dir, { recursive: true, force: true }));
    const findings = await proveQueue({
      dir,
      openServer,
      workers: 2,
      concurrency: 2,
      instructions: 3,
      seconds: 60,
      kills: 3,
      seed: 3,
      answerMs: 300,
      compares: false,
    });
    expect(findings.violations).toEqual([]);
    expect(findings.workerKills + findings.serverKills + findings.plannerKills).toBe(3);
    expect(findings.workerKills).toBeGreaterThan(0);
    expect(findings.wipes).toBe(1);
    // what died with its worker is sent again, unless another sample has asked for the same meanwhile
    const unanswered = findings.requests - findings.calls;
    expect(unanswered).toBeGreaterThanOrEqual(findings.repeated);
    expect(unanswered).toBeLessThanOrEqual(findings.abandoned);
  },
);
