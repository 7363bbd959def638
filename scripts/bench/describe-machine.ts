import { readFile } from "node:fs/promises";
import { arch, cpus, loadavg, platform, release, totalmem } from "node:os";

/** One line on the machine, as timings mean nothing without it. */
export async function describeMachine(programs: Readonly<Record<string, string>>): Promise<string> {
  const processor = cpus()[0]?.model.trim() || (await processorName()) || "unknown processor";
  const parts = [
    `${cpus().length} x ${processor}`,
    `${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
    `${platform()} ${release()} ${arch()}`,
    `load ${loadavg()[0]?.toFixed(1)}`,
    ...Object.entries(programs).map(([name, version]) => `${name} ${version}`),
  ];
  return parts.join(", ");
}

/** Where Node knows no name, Linux may. */
async function processorName(): Promise<string> {
  const text = await readFile("/proc/cpuinfo", "utf8").catch(() => "");
  return /^model name\s*:\s*(.+)$/m.exec(text)?.[1]?.trim() ?? "";
}
