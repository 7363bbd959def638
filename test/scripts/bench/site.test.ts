import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test, vi } from "vitest";

// a program with a browser library to load, on a machine that may be busy
vi.setConfig({ testTimeout: 90_000 });

const program = join(import.meta.dirname, "../../../scripts/bench/site.ts");

test.each([[["--only", "nothing"]], [["--pairs", "0"]], [["--pairs", "many"]]])(
  "%j is answered with what can be asked for, and nothing is run",
  (words) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], { encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/--only ROW.*--pairs N[\s\S]*code-step, edit-step, gui-test, trajectory, settled/);
  },
);
