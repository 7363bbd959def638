import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { leftBehind } from "../../kill-nine/left-behind.ts";
import { orderVariable } from "../life-order.ts";

/** Locks and temporary files in a run folder, and processes that were started for it and still run. */
export async function leftOver(dir: string): Promise<string[]> {
  return [...(await leftBehind(dir)), ...(await processesOf(dir))];
}

/** A process carries its order in its environment, and gives it on to what it starts: nobody gets away. */
async function processesOf(dir: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of await readdir("/proc").catch(() => [])) {
    if (!/^\d+$/.test(pid)) continue;
    // one that ends meanwhile, or is another user's, is none of ours
    const environment = await readFile(join("/proc", pid, "environ"), "latin1").catch(() => "");
    const order = environment.split("\0").find((variable) => variable.startsWith(`${orderVariable}=`));
    if (order?.includes(JSON.stringify(dir)) === true) found.push(`process ${pid} still runs`);
  }
  return found;
}
