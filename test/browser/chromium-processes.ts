import { readdirSync, readFileSync } from "node:fs";

/** Browser processes below this one, without their helpers' helpers. */
export function chromiumProcesses(): { pid: number; uid: number; words: string[] }[] {
  const entries = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const status = readFileSync(`/proc/${name}/status`, "utf8");
        const words = readFileSync(`/proc/${name}/cmdline`, "utf8").split("\0");
        return [
          {
            pid: Number(name),
            parent: Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]),
            uid: Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]),
            words,
          },
        ];
      } catch {
        return [];
      }
    });
  const below = new Set([process.pid]);
  for (let grew = true; grew; ) {
    const next = entries.filter(({ pid, parent }) => below.has(parent) && !below.has(pid));
    for (const { pid } of next) below.add(pid);
    grew = next.length > 0;
  }
  return entries.filter(({ pid, words }) => below.has(pid) && /chrom/.test(words[0] ?? ""));
}
