import { execFile } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { writeRunFiles } from "./recorded-run.ts";

/** A recorded run written by processes of their own: what it takes to make one is no part of what is measured. */
export async function writeRun(
  dir: string,
  trajectories: number,
  { size, signal }: { size: "light" | "usual"; signal: AbortSignal },
): Promise<void> {
  await writeRunFiles(dir, trajectories);
  const parts = availableParallelism();
  const share = Math.ceil(trajectories / parts);
  const script = fileURLToPath(new URL("./write-trajectories.ts", import.meta.url));
  await Promise.all(
    Array.from({ length: parts }, async (_, at) => {
      const range = [at * share, Math.min(trajectories, (at + 1) * share)].map(String);
      await promisify(execFile)(process.execPath, [script, dir, ...range, size], { signal });
    }),
  );
}
