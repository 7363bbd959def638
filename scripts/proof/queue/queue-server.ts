/** A queue server of our own, on loopback, that keeps what it holds in a folder. */
export interface QueueServer extends AsyncDisposable {
  url: string;
  /** Kills it with SIGKILL, and starts it again on the same port and folder; `whileAway` is done in between. */
  killAndRestart(whileAway?: () => Promise<void>): Promise<void>;
  /** Removes all that it holds. */
  wipe(): Promise<void>;
}
