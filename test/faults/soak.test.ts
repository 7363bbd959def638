import { rm } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { fastFolder } from "../../scripts/proof/fast-folder.ts";
import { CalmTwins } from "../../scripts/proof/soak/calm-twins.ts";
import { calmLife, type Schedule } from "../../scripts/proof/soak/schedule.ts";
import {
  type SeedFindings,
  type SoakPlace,
  soakSchedule,
  soakSeed,
} from "../../scripts/proof/soak/soak-seed.ts";

let place: SoakPlace;

beforeAll(async () => {
  const dir = await fastFolder("curator-soak-test-");
  place = { dir, compiled: join(dir, "compiled"), twins: new CalmTwins(join(dir, "calm")) };
  return () => rm(dir, { recursive: true, force: true });
});

const calm: Schedule = {
  ...{
    seed: 0,
    variants: ["short"],
    samples: 2,
    lives: [],
    models: [],
    nonsense: 0,
    poison: null,
    publishes: false,
    diskKiB: null,
  },
};

function expectSound(findings: SeedFindings): void {
  expect(findings.violations, `replay with \`npm run soak -- --seed ${findings.seed}\``).toEqual([]);
  expect(findings.lost).toBe(0);
  expect(findings.acknowledged).toBeGreaterThan(10);
}

/** Two recorders at once keep both cores busy. */
describe.concurrent("after any faults every invariant holds", { timeout: 120_000 }, () => {
  test.for([4, 6])("drawn with seed %i", async (seed) => {
    expectSound(await soakSeed(seed, place));
  });

  test("killed, stopped, woken and killed again, with a rival that wants to take over", async () => {
    const findings = await soakSchedule(
      {
        ...calm,
        seed: 1_000_001,
        lives: [
          { ...calmLife, ending: { kind: "kill", afterRequests: 3, laterMs: 5 } },
          {
            ...calmLife,
            ending: { kind: "freeze", afterRequests: 2, laterMs: 0, frozenMs: 20, rival: true, wakes: false },
          },
        ],
      },
      place,
    );
    expectSound(findings);
    expect(Object.fromEntries(findings.faults)).toMatchObject({ kill: 2, freeze: 1, rival: 1 });
  });

  test("killed within a write, and on a disk that is full", async () => {
    const findings = await soakSchedule(
      {
        ...calm,
        seed: 1_000_002,
        lives: [
          { ...calmLife, file: { at: 40, effect: "die-half", lasting: false } },
          { ...calmLife, file: { at: 30, effect: "short", lasting: true } },
        ],
      },
      place,
    );
    expectSound(findings);
    expect(Object.fromEntries(findings.faults)).toMatchObject({ "file-die-half": 1, "file-short": 1 });
  });

  test("a trajectory that ends the process every time is left after three times, others go on, and it is taken up again when asked for", async () => {
    const findings = await soakSchedule(
      { ...calm, seed: 1_000_003, variants: ["short", "short"], samples: 1, poison: 0 },
      place,
    );
    expectSound(findings);
    expect(findings.kills).toBe(3);
    expect(Object.fromEntries(findings.faults)).toEqual({ quarantine: 1 });
    // three ends, the rest, and what was quarantined
    expect(findings.lives).toBe(5);
  });
});
