import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { descendantsOf, readProcesses } from "../../../pipeline/site/sandbox/processes.ts";

export interface ProcessBelow {
  pid: number;
  /** Its command line. */
  words: string[];
}

/** What a recorder has started, and what that has started, boxes and what runs in them included. */
export function processesBelow(root: number): ProcessBelow[] {
  return descendantsOf(root, readProcesses()).flatMap(({ pid }) => {
    const words = commandLineOf(pid);
    return words === null ? [] : [{ pid, words }];
  });
}

/** Whether it still runs: its number may belong to another by now. */
export function stillRuns({ pid, words }: ProcessBelow): boolean {
  return commandLineOf(pid)?.join(" ") === words.join(" ");
}

/** Not the helper that reports its crashes. */
export function isChromium({ words: [program = ""] }: ProcessBelow): boolean {
  return /^(?:chromium|chrome|chrome-headless-shell)$/.test(basename(program.split(" ")[0] ?? ""));
}

/** Processes that a zygote made have their whole command line in one word. */
export function isBrowser(each: ProcessBelow): boolean {
  return isChromium(each) && !each.words.join(" ").includes(" --type=");
}

export function isPage(each: ProcessBelow): boolean {
  return isChromium(each) && each.words.join(" ").includes(" --type=renderer ");
}

export function isNetwork(each: ProcessBelow): boolean {
  return isChromium(each) && each.words.join(" ").includes(" --utility-sub-type=network.");
}

export function isDevServer({ words: [program = "", script = ""] }: ProcessBelow): boolean {
  return basename(program) === "node" && /\bvite\b/.test(script);
}

/** Null when it has ended. */
function commandLineOf(pid: number): string[] | null {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1);
    return words.length > 0 ? words : null;
  } catch {
    return null;
  }
}
