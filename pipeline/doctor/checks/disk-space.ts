import { statfs } from "node:fs/promises";
import { errorMessage } from "../../errors.ts";
import type { Finding } from "../finding.ts";
import { formatBytes } from "../format-bytes.ts";
import type { Machine } from "../machine.ts";

/** A cached set of dependencies takes 50 to 400 MB, a recorded trajectory a few. */
const comfortableBytes = 4 * 2 ** 30;
const leastBytes = 2 ** 29;

/** Room for runs and for the dependency cache. */
export async function checkDiskSpace(
  { workFolder }: Pick<Machine, "workFolder">,
  limits = { comfortableBytes, leastBytes },
): Promise<Finding> {
  const base = { id: "disk-space", title: "disk space" };
  let freeBytes: number;
  try {
    const { bavail, bsize } = await statfs(workFolder);
    freeBytes = bavail * bsize;
  } catch (error) {
    const remedy = "Run the command in a folder that exists and can be read.";
    return { ...base, status: "broken", found: errorMessage(error), remedy };
  }
  const found = `${formatBytes(freeBytes)} free in ${workFolder}`;
  if (freeBytes >= limits.comfortableBytes) return { ...base, status: "ok", found };
  return {
    ...base,
    status: freeBytes < limits.leastBytes ? "broken" : "warning",
    found,
    remedy: `Free some: ${formatBytes(limits.comfortableBytes)} are comfortable, ${formatBytes(limits.leastBytes)} the least. "site.cache" and "run" in the configuration can name folders on another disk.`,
  };
}
