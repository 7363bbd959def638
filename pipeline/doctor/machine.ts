import { chromium } from "playwright";
import type { SandboxName } from "../site/sandbox/sandbox.ts";
import { type Distribution, readDistribution } from "./distribution.ts";
import type { Finding } from "./finding.ts";

/** What the checks look at. */
export interface Machine {
  env: Readonly<Record<string, string | undefined>>;
  /** where programs are looked for: a PATH variable */
  searchPath: string;
  distribution: Distribution;
  uid: number;
  platform: NodeJS.Platform;
  /** the sandbox that the user asked for; null for the platform's own */
  sandbox: SandboxName | null;
  /** Chromium named by the user, or null */
  configuredBrowserPath: string | null;
  /** where Playwright keeps its own Chromium, there or not */
  playwrightBrowserPath: string;
  /** folder that runs and caches are written below */
  workFolder: string;
}

/** One look at the machine. The finding says what is wrong; only a mistake of ours throws. */
export type MachineCheck = (machine: Machine, signal: AbortSignal) => Promise<Finding>;

/** Describes the machine that this process runs on. */
export async function describeMachine(options: {
  env: Machine["env"];
  configuredBrowserPath: string | null;
  workFolder: string;
  sandbox?: SandboxName | null;
}): Promise<Machine> {
  return {
    ...options,
    sandbox: options.sandbox ?? null,
    platform: process.platform,
    searchPath: options.env.PATH ?? "",
    distribution: await readDistribution(),
    uid: process.getuid?.() ?? -1,
    playwrightBrowserPath: chromium.executablePath(),
  };
}
