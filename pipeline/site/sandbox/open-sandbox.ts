import { realpathSync } from "node:fs";
import { UserError } from "../../errors.ts";
import { findProgram } from "../../find-program.ts";
import { BubblewrapSandbox } from "./bubblewrap.ts";
import type { Weaknesses } from "./guarantees.ts";
import { HostSandbox } from "./host-sandbox.ts";
import type { Sandbox, SandboxName } from "./sandbox.ts";
import { seatbeltProfile } from "./seatbelt-profile.ts";

export interface SandboxChoice {
  /** what the user asked for; null for the platform's own */
  name: SandboxName | null;
  platform: NodeJS.Platform;
  /** a PATH variable */
  searchPath: string;
}

const sharedPlace: Weaknesses = {
  "own-ports": "sites and programs of this machine share the ports, so one site is served at a time",
  "hidden-paths": "it learns the user's name and the folders it lies in",
  "process-limit": "a fork bomb is only ended half a second after it began",
  "temporary-limit": "its temporary files are bounded together with the site's folder, and by the disk",
};

/** What sandbox-exec does not give. */
export const seatbeltWeaknesses: Weaknesses = {
  ...sharedPlace,
  "hidden-processes": "it can list the processes of this machine",
  "no-host-ports": "it can use any port of this machine: databases, other sites, development servers",
  "no-privileges": "it runs as you, confined by the profile alone",
  "tree-ends": "a process that leaves its parent may run on, confined as before",
  "no-survivor": "a process that leaves its parent may run on, confined as before",
  "ends-with-us": "a process that leaves its parent may run on, confined as before",
};

/** What running without a sandbox does not give. */
export const unconfinedWeaknesses: Weaknesses = {
  ...sharedPlace,
  "hidden-files": "it can read every file that you can: keys, browser profiles, other projects",
  "confined-writes": "it can change and delete every file that you can",
  "hidden-processes": "it can read the environment of your processes, API keys included, and end them",
  "no-host-ports": "it can use every port of this machine",
  "no-outside": "it can send what it finds to anyone, and attack your network",
  "no-privileges": "it runs as you, with all you may do; as root, if you are root",
  "no-survivor": "a process that hides its origin runs on when the site has ended",
};

/** The sandbox that a platform is given without being asked; null where there is none. */
export function defaultSandbox(platform: NodeJS.Platform): SandboxName | null {
  switch (platform) {
    case "linux":
      return "bubblewrap";
    case "darwin":
      return "sandbox-exec";
    default:
      return null;
  }
}

/**
 * The sandbox that was asked for, or the platform's own: never another, and never none unless it was asked for by name.
 * Throws UserError with the remedy where it is not to be had.
 */
export async function openSandbox({ name, platform, searchPath }: SandboxChoice): Promise<Sandbox> {
  const wanted = name ?? defaultSandbox(platform);
  switch (wanted) {
    case null:
      throw new UserError(
        `Sandbox: there is none for ${platform}, and generated websites are not run outside one unasked. Work on Linux or macOS (on Windows: in WSL 2), or accept the risks listed in docs/sandbox.md with "site": { "sandbox": "none" }.`,
      );
    case "bubblewrap":
      return new BubblewrapSandbox({
        bwrapPath: await requireProgram("bwrap", { wanted, platform, searchPath }),
      });
    case "sandbox-exec": {
      const program = await requireProgram("sandbox-exec", { wanted, platform, searchPath });
      return new HostSandbox({
        name: wanted,
        weaknesses: seatbeltWeaknesses,
        confine: ({ options, writable }) => {
          const readable = options.mounts.map(({ source }) => realpathSync(source));
          return [program, "-p", seatbeltProfile({ readable, writable })];
        },
      });
    }
    case "none":
      return new HostSandbox({ name: wanted, weaknesses: unconfinedWeaknesses, confine: () => [] });
  }
}

const remedies: Record<"bwrap" | "sandbox-exec", string> = {
  bwrap: "`npm run setup` installs it, and `npx curate doctor` says what else is missing",
  "sandbox-exec": "It is part of macOS; on Linux use bubblewrap",
};

async function requireProgram(
  program: "bwrap" | "sandbox-exec",
  { wanted, platform, searchPath }: { wanted: SandboxName; platform: NodeJS.Platform; searchPath: string },
): Promise<string> {
  const path = await findProgram(program, searchPath);
  if (path !== null) return path;
  throw new UserError(
    `Sandbox: ${wanted} needs the program ${program}, which is not installed on this machine (${platform}); generated websites are not run outside a sandbox unasked. ${remedies[program]}.`,
  );
}
