import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { keepYoungSpaceSmall } from "./keep-young-space-small.ts";

let collect: (() => void) | null = null;

/**
 * Has the engine free now what is not used any more. Left to itself it lets several hundred megabytes of it lie before
 * it looks: fine for a server, not for a dataset of gigabytes on a machine that runs other things. To be called between
 * large pieces of work, of some tens of megabytes: it takes about as long as reading one of them.
 */
export function giveBackMemory(): void {
  collect ??= prepare();
  collect();
}

function prepare(): () => void {
  keepYoungSpaceSmall();
  setFlagsFromString("--expose-gc");
  const exposed: unknown = runInNewContext("gc");
  return () => {
    if (typeof exposed === "function") exposed();
  };
}
