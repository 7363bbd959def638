import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { boxHome } from "./sandbox/bubblewrap-arguments.ts";
import type { BoxMount, Sandbox } from "./sandbox/sandbox.ts";

/** Where a box finds what. */
export interface BoxPlaces {
  /** the project's folder */
  app: string;
  node: string;
  /** folder of the npm package */
  npm: string;
  /** folder of the programs that run in boxes */
  programs: string;
  /** socket that leads out of the box, to its host */
  socket: string;
}

/** Places in a box that has a file tree of its own. */
const ownPlaces: Omit<BoxPlaces, "app"> = {
  node: "/opt/node/bin/node",
  npm: "/opt/node/lib/node_modules/npm",
  programs: "/opt/box/programs",
  socket: "/opt/box/socket",
};
const ownApp = "/app";

const boxedDir = fileURLToPath(new URL("./boxed", import.meta.url));

/** Where this machine has what a box is shown. */
export interface HostPlaces {
  appDir: string;
  nodePath: string;
  npmDir: string;
  socketPath: string;
}

/** Our Node and npm, the programs that run in boxes, the socket and the project: where they stand inside, and how they get there. */
export function equipBox(
  { placement }: Pick<Sandbox, "placement">,
  { appDir, nodePath, npmDir, socketPath }: HostPlaces,
): { places: BoxPlaces; mounts: BoxMount[] } {
  const host: BoxPlaces = {
    ...{ app: appDir, node: nodePath, npm: npmDir, programs: boxedDir, socket: socketPath },
  };
  const places = placement === "host" ? host : { ...ownPlaces, app: ownApp };
  return {
    places,
    mounts: [
      { source: nodePath, target: places.node, writable: false },
      { source: npmDir, target: places.npm, writable: false },
      { source: boxedDir, target: places.programs, writable: false },
      { source: appDir, target: places.app, writable: true },
      { source: socketPath, target: places.socket, writable: false },
    ],
  };
}

/** Environment of everything that runs in a box: nothing of this machine's. */
export function boxEnvironment(places: BoxPlaces): Record<string, string> {
  return {
    PATH: [
      join(places.app, "node_modules/.bin"),
      join(places.programs, "bin"),
      dirname(places.node),
      ...["/usr/bin", "/bin"],
    ].join(delimiter),
    // read by the npm and npx of bin/
    NPM_FOLDER: places.npm,
    HOME: boxHome,
    USER: "site",
    LANG: "C.UTF-8",
    TZ: "UTC",
    TERM: "dumb",
    NO_COLOR: "1",
    BROWSER: "none",
  };
}

/** A program of ours as the box sees it. */
export function boxProgram(places: BoxPlaces, name: "registry-forwarder" | "supervisor"): string {
  return join(places.programs, `${name}.mjs`);
}
