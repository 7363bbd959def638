import { StopError } from "../errors.ts";

const parentPollMs = 500;

/**
 * Aborts on SIGINT and SIGTERM, so that the command puts its work down, cleans up and can be resumed. A second signal
 * of either kind ends the process at once. npx and npm end on SIGTERM without a word to what they started: when they are
 * gone, that counts as the signal.
 */
export function listenForStop(onStop: (message: string) => void): { signal: AbortSignal } & Disposable {
  const controller = new AbortController();
  const stop = (what: string): void => {
    onStop(`${what}: putting the work down (press again to end at once)`);
    controller.abort(
      new StopError(`Stopped by ${what}. Everything recorded is kept: the same command goes on.`),
    );
  };
  const onSignal = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) process.exit(130);
    stop(name);
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  const onParentGone = (): void => {
    if (!controller.signal.aborted) stop("the end of npm");
  };
  const watch = process.env.npm_command === undefined ? undefined : watchParent(onParentGone);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      clearInterval(watch);
      process.off("SIGINT", onSignal);
      process.off("SIGTERM", onSignal);
    },
  };
}

/** Calls `onGone` once the process that started this one has ended. */
function watchParent(onGone: () => void): NodeJS.Timeout {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    onGone();
  }, parentPollMs);
  return watch.unref();
}
