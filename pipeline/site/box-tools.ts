import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { boxHome } from "./sandbox/bubblewrap-arguments.ts";
import type { BoxMount } from "./sandbox/sandbox.ts";

/** Where the box has what. */
export const boxPaths = {
  app: "/app",
  node: "/opt/node/bin/node",
  npm: "/opt/node/lib/node_modules/npm",
  programs: "/opt/box/programs",
  /** socket that leads out of the box, to its host */
  socket: "/opt/box/socket",
} as const;

/** Our Node and npm, and the programs that run in boxes, read-only. */
export function toolMounts({ nodePath, npmDir }: { nodePath: string; npmDir: string }): BoxMount[] {
  return [
    { source: nodePath, target: boxPaths.node, writable: false },
    { source: npmDir, target: boxPaths.npm, writable: false },
    { source: boxedDir, target: boxPaths.programs, writable: false },
  ];
}

/** Environment of everything that runs in a box: nothing of this machine's. */
export const boxEnvironment: Readonly<Record<string, string>> = {
  // npm stands beside node as in a usual installation; bin/ of programs/ has the two commands
  PATH: `${boxPaths.app}/node_modules/.bin:${boxPaths.programs}/bin:/opt/node/bin:/usr/bin:/bin`,
  HOME: boxHome,
  USER: "site",
  LANG: "C.UTF-8",
  TZ: "UTC",
  TERM: "dumb",
  NO_COLOR: "1",
  BROWSER: "none",
};

/** A program of ours as the box sees it. */
export function boxProgram(name: "registry-forwarder" | "static-server" | "supervisor"): string {
  return join(boxPaths.programs, `${name}.mjs`);
}

const boxedDir = fileURLToPath(new URL("./boxed/", import.meta.url));
