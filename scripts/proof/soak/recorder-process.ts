import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { type LifeOrder, type LifeReport, orderVariable } from "./life-order.ts";

/** A recorder that hangs is ended after this long, and that is a finding. */
const lifeLimitMs = 300_000;

/** How a life ended, and what it said until then. */
export interface EndedLife {
  /** null: a signal ended it */
  code: number | null;
  hung: boolean;
  reports: LifeReport[];
  /** Standard error, and what it said that is no report. */
  output: string;
}

export interface RecorderProcess {
  pid: number;
  signal(name: NodeJS.Signals): void;
  hasEnded: AbortSignal;
  ended: Promise<EndedLife>;
}

export interface RecorderPlace {
  /** What the recorder takes for the machine's folder of temporary files. */
  temporary: string;
  /** Where its compiled code is kept, so that a start costs less. */
  compiled: string;
}

/** Starts a recorder as a process of its own. */
export function startRecorder(
  order: LifeOrder,
  { temporary, compiled }: RecorderPlace,
  onReport: (report: LifeReport) => void = () => undefined,
): RecorderProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, "recorder.ts")], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      ...{ TMPDIR: temporary, NODE_COMPILE_CACHE: compiled },
      [orderVariable]: JSON.stringify(order),
    },
  });
  const over = new AbortController();
  return {
    pid: child.pid ?? 0,
    signal: (name) => void child.kill(name),
    hasEnded: over.signal,
    ended: watch(child, onReport).finally(() => over.abort()),
  };
}

async function watch(child: ChildProcess, onReport: (report: LifeReport) => void): Promise<EndedLife> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error("The recorder has no pipes.");
  let hung = false;
  const limit = setTimeout(() => {
    hung = true;
    child.kill("SIGKILL");
  }, lifeLimitMs);
  const reports: LifeReport[] = [];
  let output = "";
  createInterface({ input: stdout }).on("line", (line) => {
    if (!line.startsWith("{")) {
      output += `${line}\n`;
      return;
    }
    const report: LifeReport = JSON.parse(line);
    reports.push(report);
    onReport(report);
  });
  const errors = text(stderr);
  const [code] = await once(child, "close");
  clearTimeout(limit);
  return { code, hung, reports, output: output + (await errors) };
}
