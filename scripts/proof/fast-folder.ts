import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * A new folder in memory where the machine has such a place, else among its temporary files. For proofs whose faults are
 * made: a kernel that goes on keeps what a killed process wrote, whether or not a disk is behind it.
 */
export async function fastFolder(prefix: string): Promise<string> {
  return await mkdtemp(join("/dev/shm", prefix)).catch(() => mkdtemp(join(tmpdir(), prefix)));
}
