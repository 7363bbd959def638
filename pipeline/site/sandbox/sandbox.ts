import type { Duplex } from "node:stream";
import type { Weaknesses } from "./guarantees.ts";

/** A host path shown inside the box. A sandbox whose placement is "host" wants `target` to be `source`. */
export interface BoxMount {
  source: string;
  target: string;
  writable: boolean;
}

/** What a box may use before it is killed. */
export interface BoxLimits {
  /** processes and threads at once */
  processes: number;
  /** resident memory of all processes together, in bytes */
  memoryBytes: number;
  /** bytes below the writable mounts */
  diskBytes: number;
  /** size of one file, in bytes */
  fileBytes: number;
  /** bytes written to stdout and stderr */
  outputBytes: number;
  /** life of the box, in milliseconds */
  wallMs: number;
}

/** The limits that are watched from outside and end the whole box. */
export type ExceededLimit = "processes" | "memory" | "disk" | "output" | "time";

export interface BoxExit {
  /** exit code of the command, 128 + signal number when a signal ended it, null when the box was killed */
  code: number | null;
  exceeded: ExceededLimit | null;
}

export interface BoxOptions {
  /** program and arguments, looked up on the PATH of `env` */
  command: readonly string[];
  /** working directory inside */
  cwd: string;
  /** the whole environment: nothing is inherited */
  env: Readonly<Record<string, string>>;
  mounts: readonly BoxMount[];
  /** whose user the box runs as: boxes of one slot share it, neighbours do not */
  slot: number;
  limits: BoxLimits;
  /** stdout and stderr, in order of arrival */
  onOutput: (chunk: Uint8Array) => void;
  /** kills the box */
  signal?: AbortSignal;
}

/** One process tree, confined as far as its sandbox promises. */
export interface Box {
  /** descriptor 3 of the command, both directions; what comes from it is the command's word and not to be trusted */
  readonly control: Duplex;
  /** settles when every process of the box is gone */
  readonly exited: Promise<BoxExit>;
  readonly running: boolean;
  /** Ends every process of the box. May be called at any time, more than once. */
  kill(): Promise<BoxExit>;
}

/** The user and group that own what a slot's boxes may write. */
export interface UnixOwner {
  uid: number;
  gid: number;
}

/** The implementations, as the configuration calls them. */
export type SandboxName = "bubblewrap" | "sandbox-exec" | "none";

/** Runs hostile commands in boxes. Each implementation passes the probes of the guarantees it gives (test/conformance). */
export interface Sandbox extends AsyncDisposable {
  readonly name: SandboxName;
  /** what it does not promise */
  readonly weaknesses: Weaknesses;
  /**
   * "own": a box has a file tree and a network of its own, where mounts stand at any place and any port is free.
   * "host": it sees this machine's, so that paths and ports are what they are outside.
   */
  readonly placement: "own" | "host";
  /** Who must own a slot's writable mounts; null when it is the calling user. */
  owner(slot: number): UnixOwner | null;
  /** Resolves once the command has been started. Throws InfrastructureError when no box can be made. */
  start(options: BoxOptions): Promise<Box>;
}

/** Room enough for a development server of a small site. */
export const siteLimits: BoxLimits = {
  processes: 400,
  memoryBytes: 3 * 2 ** 30,
  diskBytes: 2 ** 30,
  fileBytes: 2 ** 28,
  outputBytes: 2 ** 26,
  wallMs: 2 * 60 * 60 * 1000,
};
