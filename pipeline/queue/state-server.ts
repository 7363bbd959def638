/** A text under a version, and the server's clock. */
export interface StateReply {
  /** Whether the text is now what was asked for. */
  replaced: boolean;
  /** null: there is none */
  version: string | null;
  /** As it is now; null: there is none. */
  text: string | null;
  /** The server's time in milliseconds. */
  nowMs: number;
}

/** The one thing that planner and workers need of a queue server beside the queue: a text replaced atomically. */
export interface StateServer extends AsyncDisposable {
  read(): Promise<StateReply>;
  /** Replaces the text where its version is still `expected` (null: where there is none); else gives what is there. */
  replace(expected: string | null, next: { version: string; text: string }): Promise<StateReply>;
}

/** What was found of a queue server before anything is done with it. */
export interface ServerReport {
  /** Such as `Redis 7.0.15`. */
  server: string;
  /** Why it cannot be used as it is, and what to do; null: it can. */
  problem: string | null;
  nowMs: number;
}
