import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { descendantsOf, type ProcessEntry, readProcesses } from "./processes.ts";
import { tryKill } from "./try-kill.ts";

/** By what the processes of a box are known where no namespace holds them together. */
export interface BoxTree {
  /** process above all others that stayed in the tree; not one of the box itself */
  root: number;
  /** text in the environment of every process of the box that kept it */
  mark: string;
}

const roundMs = 5;
const maxRounds = 200;

/** The processes of a box: those below its root, and those that left it and are known by their environment. */
export function membersOf(tree: BoxTree, processes: readonly ProcessEntry[]): ProcessEntry[] {
  const found = new Map(descendantsOf(tree.root, processes).map((entry) => [entry.pid, entry]));
  for (const entry of processes) {
    if (found.has(entry.pid) || entry.pid === tree.root || !isMarked(entry.pid, tree)) continue;
    for (const member of [entry, ...descendantsOf(entry.pid, processes)]) found.set(member.pid, member);
  }
  return [...found.values()];
}

/** Kills every process of a box until none is found; false when some still stand after about a second. */
export async function endTree(tree: BoxTree): Promise<boolean> {
  for (let round = 0; round < maxRounds; round++) {
    const members = membersOf(tree, readProcesses());
    if (members.length === 0) return true;
    for (const { pid } of members) tryKill(pid);
    await pause(roundMs);
  }
  return false;
}

function isMarked(pid: number, { mark }: BoxTree): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1").includes(mark);
  } catch {
    // ended, another user's, or a system without /proc
    return false;
  }
}
