import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { proveQueue } from "../../scripts/proof/queue/prove.ts";
import { redisProgram, withoutRedis } from "../support/redis.ts";

test.runIf(redisProgram !== null)(
  `killed workers, a killed and a wiped queue server lose nothing and repeat nothing that was done${withoutRedis}`,
  async () => {
    const dir = await mkdtemp(join(tmpdir(), "curator-queue-"));
    onTestFinished(() => rm(dir, { recursive: true, force: true }));
    const findings = await proveQueue({
      dir,
      redisProgram: redisProgram ?? "",
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
  150_000,
);
