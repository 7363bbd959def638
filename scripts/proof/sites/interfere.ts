import { endedWithin } from "../../../pipeline/queue/ended-within.ts";
import type { Random } from "../../../pipeline/random/random.ts";
import type { Program } from "../program.ts";
import {
  isBrowser,
  isChromium,
  isDevServer,
  isNetwork,
  isPage,
  type ProcessBelow,
} from "./processes-below.ts";

/** What is done to the machinery of a recorder. */
export type Interference =
  | "recorder killed"
  | "browser killed"
  | "page's process killed"
  | "network process killed"
  | "browser stopped for a while"
  | "dev server killed"
  | "dev server stopped for a while";

/** The machine's own failures: they may cost time, and must not show in what is recorded. */
export const browserFaults: readonly Interference[] = [
  "browser killed",
  "network process killed",
  "browser stopped for a while",
  "recorder killed",
];

/** A dev server that ends and a page that crashes are a site's failures for all that its recorder can tell: a step says so. */
export const siteFaults: readonly Interference[] = [
  "dev server killed",
  "dev server stopped for a while",
  "page's process killed",
  "recorder killed",
];

/** A browser that is stopped for longer than any of its answers may take. Milliseconds. */
const longestStopMs = 20_000;

/** Does it; false when there is nothing that it could be done to. */
export async function interfere(
  kind: Interference,
  { recorder, below, random }: { recorder: Program; below: readonly ProcessBelow[]; random: Random },
): Promise<boolean> {
  const kill = (isMeant: (each: ProcessBelow) => boolean): boolean => {
    const victims = below.filter(isMeant);
    return victims.length > 0 && send("SIGKILL", [random.pick(victims)]);
  };
  const stop = async (isMeant: (each: ProcessBelow) => boolean): Promise<boolean> => {
    const victims = below.filter(isMeant);
    const done = send("SIGSTOP", victims);
    await endedWithin(random.below(longestStopMs), recorder.ended);
    send("SIGCONT", victims);
    return done;
  };
  switch (kind) {
    case "recorder killed":
      recorder.kill();
      await recorder.ended;
      return true;
    case "browser killed":
      return kill(isBrowser);
    case "page's process killed":
      return kill(isPage);
    case "network process killed":
      return kill(isNetwork);
    case "browser stopped for a while":
      return await stop(isChromium);
    case "dev server killed":
      return kill(isDevServer);
    case "dev server stopped for a while":
      return await stop(isDevServer);
  }
}

/** Whether any of them was there to take it. */
function send(signal: NodeJS.Signals, processes: readonly ProcessBelow[]): boolean {
  return (
    processes.filter(({ pid }) => {
      try {
        return process.kill(pid, signal);
      } catch {
        // it has ended meanwhile
        return false;
      }
    }).length > 0
  );
}
