import { findProgram } from "../pipeline/find-program.ts";
import { runInstaller } from "./run-installer.ts";

/**
 * Installs redis-server for the tests of the queue, where this user may. Who records on one machine needs none, so that
 * set-up alone does not. Debian would start it as a service; the tests start their own.
 */
export async function installRedis(): Promise<void> {
  const searchPath = process.env.PATH ?? "";
  if ((await findProgram("redis-server", searchPath)) !== null) return;
  if (process.getuid?.() === 0 && (await findProgram("apt-get", searchPath)) !== null) {
    const apt = [
      "env",
      "RUNLEVEL=1",
      "apt-get",
      "-o",
      "DPkg::Lock::Timeout=60",
      "-o",
      "Acquire::http::Timeout=30",
    ];
    await runInstaller({ title: "apt-get update", command: [...apt, "update"] });
    await runInstaller({
      title: "apt-get install redis-server",
      command: [...apt, "install", "-y", "--no-install-recommends", "redis-server"],
    });
  }
  if ((await findProgram("redis-server", searchPath)) === null)
    console.log("test: SKIPPED are the tests of the queue: redis-server is not installed");
}
