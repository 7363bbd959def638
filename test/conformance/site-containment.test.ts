import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { runAsOrdinaryUser } from "./ordinary-user.ts";
import { openSiteArena, type SiteArena } from "./site-arena.ts";
import { siteProbes } from "./site-probes.ts";

// real programs on a machine that may be busy
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

describe("what a model writes is contained, for this user", () => {
  let dir: string;
  let arena: SiteArena;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "site-containment-"));
    arena = await openSiteArena(dir);
  });
  afterAll(async () => {
    await arena[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  });

  test.for(siteProbes)("$name", async (probe) => {
    await arena.attempt(probe);
  });
});

describe.runIf(process.getuid?.() === 0)("for an ordinary user", () => {
  test("it is contained all the same", { timeout: 300_000 }, async () => {
    const results = await runAsOrdinaryUser(
      join(import.meta.dirname, "run-site-probes.ts"),
      [],
      await temporaryFolder(),
    );
    expect(results).toEqual(siteProbes.map(({ name }) => ({ name, failure: null })));
  });
});
