import { statfs } from "node:fs/promises";
import type { Finding } from "../finding.ts";
import { formatBytes } from "../format-bytes.ts";

const defaults = {
  path: "/dev/shm",
  /** Chromium draws through it; containers get 64 MiB by default, on which large pages crash */
  comfortableBytes: 2 ** 28,
};

/** Size of the shared memory. */
export async function checkSharedMemory({ path, comfortableBytes } = defaults): Promise<Finding> {
  const base = { id: "shared-memory", title: "shared memory" };
  const remedy = "Start the container with --shm-size=1g, or mount a tmpfs of that size on /dev/shm.";
  const sizeBytes = await statfs(path).then(
    ({ blocks, bsize }) => blocks * bsize,
    () => null,
  );
  if (sizeBytes === null) return { ...base, status: "warning", found: `no ${path}`, remedy };
  const found = `${formatBytes(sizeBytes)} in ${path}`;
  return sizeBytes < comfortableBytes
    ? { ...base, status: "warning", found, remedy }
    : { ...base, status: "ok", found };
}
