import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { tryKill } from "../../pipeline/site/sandbox/try-kill.ts";

const listener = `
import { listenForStop } from ${JSON.stringify(join(import.meta.dirname, "../../pipeline/cli/stop-signal.ts"))};
using stop = listenForStop((message) => console.log(message));
console.log("ready", process.pid);
const life = setTimeout(() => undefined, 60_000);
await new Promise((resolve) => stop.signal.addEventListener("abort", resolve));
console.log(stop.signal.reason.message);
clearTimeout(life);
`;

/** A command that listens, started by another process. */
async function startListener(env: Record<string, string>) {
  const { npm_command: _, ...inherited } = process.env;
  const starter = spawn(
    "/bin/sh",
    ["-c", '"$0" --input-type=module -e "$1" & wait', process.execPath, listener],
    {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...inherited, ...env },
    },
  );
  let said = "";
  starter.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const end = once(starter, "close");
  await expect.poll(() => said, { timeout: 30_000 }).toMatch(/ready \d+\n/);
  const pid = Number(/ready (\d+)/.exec(said)?.[1]);
  onTestFinished(() => tryKill(pid));
  return { starter, pid, end, said: () => said };
}

test("a signal stops the command", async () => {
  const { pid, end, said } = await startListener({ npm_command: "exec" });
  process.kill(pid, "SIGTERM");
  await end;
  expect(said()).toContain("SIGTERM: putting the work down");
  expect(said()).toContain("Stopped by SIGTERM. Everything recorded is kept");
});

test("npx is ended without a word to what it started: that stops the command too", async () => {
  const { starter, end, said } = await startListener({ npm_command: "exec" });
  starter.kill("SIGKILL");
  await end;
  expect(said()).toContain("Stopped by the end of npm. Everything recorded is kept");
});

test("a command that was left running on purpose goes on when its shell ends", async () => {
  const { starter, pid, said } = await startListener({});
  starter.kill("SIGKILL");
  await once(starter, "exit");
  await delay(1_500);
  expect(process.kill(pid, 0)).toBe(true);
  expect(said()).not.toContain("putting the work down");
});
