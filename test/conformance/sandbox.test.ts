import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { InfrastructureError } from "../../pipeline/errors.ts";
import { findProgram } from "../../pipeline/find-program.ts";
import { BubblewrapSandbox } from "../../pipeline/site/sandbox/bubblewrap.ts";
import { guaranteeNames } from "../../pipeline/site/sandbox/guarantees.ts";
import { siteLimits } from "../../pipeline/site/sandbox/sandbox.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { runAsOrdinaryUser } from "./ordinary-user.ts";
import { sandboxCalled } from "./sandbox-called.ts";
import { probesOf, processesWith, sandboxProbes, uniqueSeconds, until } from "./sandbox-probes.ts";

// real programs on a machine that may be busy
vi.setConfig({ testTimeout: 60_000 });

const bwrapPath = (await findProgram("bwrap", process.env.PATH ?? "")) ?? "/usr/bin/bwrap";

test("each guarantee has a probe", () => {
  const probed = new Set(sandboxProbes.flatMap((probe) => probe.guarantees));
  expect(guaranteeNames.filter((name) => !probed.has(name))).toEqual([]);
});

describe.each(["bubblewrap", "none"])("%s, as this user", (name) => {
  const sandbox = sandboxCalled(name, bwrapPath);
  afterAll(() => sandbox[Symbol.asyncDispose]());

  test.for(probesOf(sandbox))("$name", async ({ run }) => {
    await run({ sandbox, dir: await temporaryFolder() });
  });

  test("every process is gone within a second of a stop, and of our own end by SIGKILL", async () => {
    const stopMs: number[] = [];
    const deathMs: number[] = [];
    // a busy machine may make us wait once, and not every time
    for (let round = 0; round < 3; round++) {
      const marker = uniqueSeconds();
      const box = await sandbox.start({
        ...{ command: ["bash", "-c", `trap '' TERM; setsid -f sleep ${marker}; sleep ${marker}`] },
        ...{ cwd: "/tmp", env: { PATH: "/usr/bin:/bin" }, mounts: [], slot: 0, limits: siteLimits },
        onOutput: () => undefined,
      });
      await until(() => processesWith(marker).length >= 2);
      const stoppedAt = performance.now();
      await box.kill();
      stopMs.push(performance.now() - stoppedAt);
      expect(processesWith(marker)).toEqual([]);

      const holder = spawn(
        process.execPath,
        [join(import.meta.dirname, "hold-box.ts"), name, bwrapPath, marker],
        { stdio: "ignore" },
      );
      await until(() => processesWith(marker).length >= 2);
      holder.kill("SIGKILL");
      const diedAt = performance.now();
      await until(() => processesWith(marker).length === 0);
      deathMs.push(performance.now() - diedAt);
    }
    expect(Math.min(...stopMs)).toBeLessThan(1_000);
    expect(Math.min(...deathMs)).toBeLessThan(1_000);
  });

  test("nothing of a box stays in the folder for temporary files", async () => {
    const left = () => readdirSync(tmpdir()).filter((entry) => entry.startsWith("box-"));
    const before = left();
    const other = sandboxCalled(name, bwrapPath);
    await other.start({
      ...{ command: ["sleep", "60"], cwd: "/tmp", env: { PATH: "/usr/bin:/bin" }, mounts: [] },
      ...{ slot: 0, limits: siteLimits, onOutput: () => undefined },
    });
    await other[Symbol.asyncDispose]();
    expect(left().filter((entry) => !before.includes(entry))).toEqual([]);
  });
});

test("where no box can be made, an error says so and names the doctor", async () => {
  const broken = new BubblewrapSandbox({ bwrapPath: "/usr/bin/false" });
  const started = broken.start({
    ...{ command: ["true"], cwd: "/", env: {}, mounts: [], slot: 0, limits: siteLimits },
    onOutput: () => undefined,
  });
  await expect(started).rejects.toThrow(InfrastructureError);
  await expect(started).rejects.toThrow(/curate doctor/);
});

describe.runIf(process.getuid?.() === 0)("as an ordinary user", () => {
  test.each(["bubblewrap", "none"])("%s keeps all the same promises", { timeout: 120_000 }, async (name) => {
    const results = await runAsOrdinaryUser(
      join(import.meta.dirname, "run-probes.ts"),
      [name, bwrapPath],
      await temporaryFolder(),
    );
    const probes = probesOf(sandboxCalled(name, bwrapPath));
    expect(results).toEqual(probes.map((probe) => ({ name: probe.name, failure: null })));
  });
});
