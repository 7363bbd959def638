import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";
import { parseProcessStat } from "../process-stat.ts";
import { isProcessAlive } from "./process-alive.ts";

/** A process, told apart from all others on all machines. */
export interface ProcessIdentity {
  /** Where the process id means something: boot and process namespace of its machine. */
  place: string;
  pid: number;
  /** Clock ticks since boot; "?" where that cannot be told. */
  startTime: string;
}

/** Who we are. */
export async function ownIdentity(): Promise<ProcessIdentity> {
  return { place: await ownPlace(), pid: process.pid, startTime: await startTimeOf(process.pid) };
}

/** Two containers on one machine share its boot and not their process ids: the namespace tells them apart. */
async function ownPlace(): Promise<string> {
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "");
  const namespace = await readlink("/proc/self/ns/pid").catch(() => "");
  return `${hostname()} ${boot.trim()} ${namespace}`.trim();
}

/** Start time in clock ticks since boot, from /proc; "?" where there is none. */
export async function startTimeOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return parseProcessStat(stat)?.startTime ?? "?";
}

/** `unknown`: it runs on another machine, or did. */
export type ProcessState = "running" | "gone" | "unknown";

/** What can be told of a process from here. */
export async function stateOf(other: ProcessIdentity): Promise<ProcessState> {
  if (other.place !== (await ownPlace())) return "unknown";
  if (!isProcessAlive(other.pid)) return "gone";
  return (await startTimeOf(other.pid)) === other.startTime ? "running" : "gone";
}
