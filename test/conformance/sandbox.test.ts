import { execFile, spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { chmod, chown } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { InfrastructureError } from "../../pipeline/errors.ts";
import { findProgram } from "../../pipeline/find-program.ts";
import { BubblewrapSandbox } from "../../pipeline/site/sandbox/bubblewrap.ts";
import { siteLimits } from "../../pipeline/site/sandbox/sandbox.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { processesWith, sandboxProbes, until } from "./sandbox-probes.ts";

const bwrapPath = (await findProgram("bwrap", process.env.PATH ?? "")) ?? "/usr/bin/bwrap";
const sandbox = new BubblewrapSandbox({ bwrapPath });
afterAll(() => sandbox[Symbol.asyncDispose]());

describe("bubblewrap, as this user", () => {
  test.for(sandboxProbes)("$name", async ({ run }) => {
    await run({ sandbox, dir: await temporaryFolder() });
  });

  test("dies with the process that made it, even by SIGKILL", async () => {
    const marker = String(2_000_000 + process.pid);
    const holder = spawn(process.execPath, [join(import.meta.dirname, "hold-box.ts"), bwrapPath, marker], {
      stdio: "ignore",
    });
    await until(() => processesWith(marker).length > 0);
    holder.kill("SIGKILL");
    const startedAt = performance.now();
    await until(() => processesWith(marker).length === 0);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  test("says what to do where no box can be made", async () => {
    const broken = new BubblewrapSandbox({ bwrapPath: "/usr/bin/false" });
    const started = broken.start({
      ...{ command: ["true"], cwd: "/", env: {}, mounts: [], slot: 0, limits: siteLimits },
      onOutput: () => undefined,
    });
    await expect(started).rejects.toThrow(InfrastructureError);
    await expect(started).rejects.toThrow(/curate doctor/);
  });
});

/** An id that is nobody's. */
const ordinaryUser = 54_321;

describe.runIf(process.getuid?.() === 0)("bubblewrap, as an ordinary user", () => {
  test("keeps all the same promises", { timeout: 90_000 }, async ({ skip }) => {
    if (!isOpenToOthers(import.meta.dirname)) skip("the project's folder is closed to other users");
    const dir = await temporaryFolder();
    await chmod(dir, 0o755);
    await chown(dir, ordinaryUser, ordinaryUser);
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(import.meta.dirname, "run-probes.ts"), bwrapPath, dir],
      { uid: ordinaryUser, gid: ordinaryUser, env: { PATH: "/usr/bin:/bin", HOME: dir } },
    );
    const results: { name: string; failure: string | null }[] = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(results).toEqual(sandboxProbes.map(({ name }) => ({ name, failure: null })));
  });
});

function isOpenToOthers(folder: string): boolean {
  for (let path = folder; path !== "/"; path = dirname(path)) {
    try {
      accessSync(path, constants.X_OK);
    } catch {
      return false;
    }
  }
  return true;
}
