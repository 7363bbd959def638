import { expect, test, vi } from "vitest";
import { runInstaller } from "../../scripts/run-installer.ts";

async function install(script: string, silenceMs?: number): Promise<string> {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  try {
    const limit = silenceMs === undefined ? {} : { silenceMs };
    await runInstaller({ title: "get the thing", command: ["sh", "-c", script], ...limit });
    return log.mock.calls.map(([line]) => String(line).replace(/\d+ s/, "N s")).join("\n");
  } finally {
    log.mockRestore();
  }
}

test("tells what it installs and that it did", async () => {
  expect(await install("echo noise")).toBe(
    "setup: running get the thing\nsetup: get the thing is done (N s)",
  );
});

test.each([
  [
    "the lines that name an error",
    'echo noise; echo "E: Unable to locate package"; echo more; exit 100',
    "  E: Unable to locate package",
  ],
  [
    "else the last lines",
    "for i in 1 2 3 4 5 6; do echo line $i; done; exit 1",
    "  line 2\n  line 3\n  line 4\n  line 5\n  line 6",
  ],
])("a failure shows %s", async (_, script, lines) => {
  expect(await install(script)).toBe(
    `setup: running get the thing\nsetup: get the thing failed (N s):\n${lines}`,
  );
});

test("an installer that goes silent is ended", async () => {
  expect(await install("echo begun; sleep 15; echo ended", 300)).toContain("get the thing failed");
}, 10_000);

test("one that keeps talking is not, however long it takes", async () => {
  expect(await install("for i in 1 2 3 4 5 6; do echo $i; sleep 0.1; done", 400)).toContain(
    "get the thing is done",
  );
});
