/** What is done to a recording, life after life of its process, and what its models do. Pure in the seed. */
export interface Schedule {
  seed: number;
  /** The kind of trajectory of each instruction. */
  variants: Variant[];
  samples: number;
  /** Processes that are disturbed, in turn; those after them are left alone until all is recorded. */
  lives: Life[];
  /** Faults of the models' server, by the 0-based number of the request that meets them. */
  models: { at: number; fault: ModelFault }[];
  /** Number of the instruction whose pages end the process that opens them, every time; null: none. */
  poison: number | null;
  /** Whether the dataset is released, through a Hub on which things go wrong. */
  publishes: boolean;
  /** Share of the judges' answers that are nonsense: always the same ones for a seed. */
  nonsense: number;
  /** Size of the disk that the run lies on, in KiB, until it was full once; null: that of this machine. */
  diskKiB: number | null;
}

/** `short`: a page, its test, the end. `branch`: two bad pages and the way back. `muddle`: a reply that is none. */
export const variants = ["short", "branch", "muddle"] as const;
export type Variant = (typeof variants)[number];

export interface Life {
  ending: Ending;
  file: FileFault | null;
  clock: ClockJump | null;
  machinery: MachineryFault | null;
}

/** How a process is ended from outside: so many milliseconds after its n-th request, or after its start for 0. */
export type Ending =
  | { kind: "none" }
  | { kind: "kill" | "terminate"; afterRequests: number; laterMs: number }
  /** Stopped for a while; meanwhile a second recorder may try to take over. Then it wakes, or is killed. */
  | {
      kind: "freeze";
      afterRequests: number;
      laterMs: number;
      frozenMs: number;
      rival: boolean;
      wakes: boolean;
    };

/** What happens at the n-th call to the file system below the run folder; 1 is the first. */
export interface FileFault {
  at: number;
  effect: FileEffect;
  /** Every later write fails too. */
  lasting: boolean;
}

/** Of `die-half` and `short` half of the bytes are written. */
export const fileEffects = [
  "die-before",
  "die-half",
  "die-after",
  "EIO",
  "ENOSPC",
  "EDQUOT",
  "short",
] as const;
export type FileEffect = (typeof fileEffects)[number];

/** From the n-th look at the clock on, the time of day is another. */
export interface ClockJump {
  atLook: number;
  byMs: number;
}

/** The n-th page or site that is asked for breaks down, `times` in a row. */
export interface MachineryFault {
  at: number;
  times: number;
  kind: "page-crash" | "sandbox-broken" | "server-gone";
}

export type ModelFault =
  | { kind: "status"; status: number; retryAfter: string | null }
  | { kind: "reset"; when: "before" | "within" }
  | { kind: "stall"; where: "headers" | "body" }
  | { kind: "cut-stream" }
  | { kind: "garbage"; body: string }
  /** an error whose text holds the key that was sent */
  | { kind: "tell-key" };

/** Disturbed nowhere. */
export const calmLife: Life = { ending: { kind: "none" }, file: null, clock: null, machinery: null };
