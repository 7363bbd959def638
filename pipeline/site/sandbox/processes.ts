import { readdirSync, readFileSync } from "node:fs";

/** One process as /proc shows it. */
export interface ProcessEntry {
  pid: number;
  parent: number;
  /** resident memory in bytes */
  residentBytes: number;
}

const pageBytes = 4096;

/** All processes we can see. One that ends while we look is left out. */
export function readProcesses(): ProcessEntry[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? []);
}

function readProcess(pid: number): ProcessEntry | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return null;
  }
  // the command's name may hold spaces and parentheses: the fields after its last ")" are regular
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { pid, parent: Number(fields[1]), residentBytes: Number(fields[21]) * pageBytes };
}

/** The processes below `root`, without it. */
export function descendantsOf(root: number, processes: readonly ProcessEntry[]): ProcessEntry[] {
  const children = Map.groupBy(processes, ({ parent }) => parent);
  const found: ProcessEntry[] = [];
  for (const queue = [root]; queue.length > 0; ) {
    const below = children.get(queue.pop() ?? root) ?? [];
    found.push(...below);
    queue.push(...below.map(({ pid }) => pid));
  }
  return found;
}
