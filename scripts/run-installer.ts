import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { errorMessage } from "../pipeline/errors.ts";

const limitMs = 15 * 60_000;
const progressIntervalMs = 15_000;
const lastWordsMs = 1000;
const shownLines = 5;

/**
 * Runs one installer to its end, or to a limit. It tells what it does and how it went, and never throws: what is
 * there afterwards is for the checks to say.
 */
export async function runInstaller(options: {
  /** what is run, as it is told: "apt-get update" */
  title: string;
  command: readonly string[];
  /** no longer without a word than this, in milliseconds (default: as long as the whole limit) */
  silenceMs?: number;
}): Promise<void> {
  const { title, command, silenceMs = limitMs } = options;
  const startedAt = performance.now();
  const elapsed = (): string => `${Math.round((performance.now() - startedAt) / 1000)} s`;
  console.log(`setup: running ${title}`);
  const [program = "", ...args] = command;
  const child = spawn(program, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    timeout: limitMs,
    killSignal: "SIGKILL",
  });
  const silence = setTimeout(() => void child.kill("SIGKILL"), silenceMs);
  const progress = setInterval(
    () => console.log(`setup:   still running (${elapsed()})`),
    progressIntervalMs,
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
      silence.refresh();
    });
  }
  try {
    const closed = once(child, "close");
    const [code] = await once(child, "exit");
    // its last words may still be on their way; but what it started itself may outlive it and hold its output open
    await Promise.race([closed, sleep(lastWordsMs, undefined, { ref: false })]);
    if (code === 0) return console.log(`setup: ${title} is done (${elapsed()})`);
    console.log(`setup: ${title} failed (${elapsed()}):`);
    for (const line of tellingLines(output)) console.log(`  ${line}`);
  } catch (error) {
    console.log(`setup: ${title} failed: ${errorMessage(error)}`);
  } finally {
    clearTimeout(silence);
    clearInterval(progress);
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

/** The lines that name an error, else the last ones. */
function tellingLines(output: string): string[] {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  const errors = lines.filter((line) => /^E: |\berror\b|\bfailed\b/i.test(line));
  return [...new Set(errors.length > 0 ? errors : lines)].slice(-shownLines);
}
