import { StopError } from "../errors.ts";

/**
 * Aborts on SIGINT and SIGTERM, so that the command puts its work down, cleans up and can be resumed. A second signal
 * of either kind ends the process at once.
 */
export function listenForStop(onStop: (message: string) => void): { signal: AbortSignal } & Disposable {
  const controller = new AbortController();
  const stop = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) process.exit(130);
    onStop(`${name}: putting the work down (press again to end at once)`);
    controller.abort(
      new StopError(`Stopped by ${name}. Everything recorded is kept: the same command goes on.`),
    );
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      process.off("SIGINT", stop);
      process.off("SIGTERM", stop);
    },
  };
}
