import type { Report } from "./progress-event.ts";

/** One JSON object per event and line, for programs. */
export function createJsonReporter(stream: NodeJS.WritableStream): Report & Disposable {
  return Object.assign((event: object) => void stream.write(`${JSON.stringify(event)}\n`), {
    [Symbol.dispose]: () => undefined,
  });
}
