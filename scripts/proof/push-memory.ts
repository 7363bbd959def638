import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { writeToken } from "../hub-stand-in/hub-server.ts";
import { writeLargeDataset } from "./push-memory/large-dataset.ts";

/**
 * `npm run proof:push-memory -- [--gigabytes 4] [--transfer xet|multipart|basic]`: the memory that a push takes. A
 * dataset of random texts, of which nothing de-duplicates or compresses well, is written to a temporary folder, then
 * planned, checked, pushed and read back in a process of its own, against a stand-in of the Hub in another. That one
 * keeps what it is sent in memory: about the size of the dataset.
 */
const { values } = parseArgs({
  options: {
    gigabytes: { type: "string", default: "4" },
    transfer: { type: "string", default: "xet" },
  },
});
const limitMb = 400;
const dir = await mkdtemp(join(tmpdir(), "push-memory-"));
const started: ChildProcess[] = [];
const cutShort = new AbortController();
process.once("SIGINT", () => cutShort.abort(new Error("stopped")));
try {
  const dataset = await writeLargeDataset(dir, Number(values.gigabytes) * 1e9, cutShort.signal);
  console.log(
    `${dataset.files} files of ${(dataset.bytes / 1e9).toFixed(2)} GB in all, ${dataset.rows} rows`,
  );
  const hubUrl = await startHub();
  const pusher = start("./push-memory/pusher.ts", [dataset.dir], {
    HF_ENDPOINT: hubUrl,
    HF_TOKEN: writeToken,
  });
  pusher.stdout?.pipe(process.stdout);
  let peakMb = Number.NaN;
  pusher.on("message", (told) => {
    peakMb = Number(told);
  });
  const [code] = await once(pusher, "close");
  const isReached = code === 0 && peakMb < limitMb;
  console.log(
    `${isReached ? "ok" : "NOT REACHED"}  peak memory of the push: ${peakMb} MB; demanded: under ${limitMb} MB`,
  );
  if (!isReached) process.exitCode = 1;
} finally {
  for (const child of started) child.kill();
  await rm(dir, { recursive: true, force: true });
}

async function startHub(): Promise<string> {
  const hub = start("../hub-stand-in.ts", ["--port", "0", "--transfer", values.transfer], {});
  if (hub.stdout === null) throw new Error("the stand-in says nothing");
  for await (const line of createInterface({ input: hub.stdout })) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line);
    if (url !== null) return url[0];
  }
  throw new Error("the stand-in ended before it listened");
}

function start(script: string, args: readonly string[], env: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, [fileURLToPath(new URL(script, import.meta.url)), ...args], {
    env: { PATH: process.env.PATH ?? "", ...env },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
    signal: cutShort.signal,
  });
  child.on("error", (error) => console.error(error.message));
  started.push(child);
  return child;
}
