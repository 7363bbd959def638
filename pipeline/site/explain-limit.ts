import { assertNever } from "../errors.ts";
import type { BoxLimits, ExceededLimit } from "./sandbox/sandbox.ts";

/** Which limit a program met, how large it is, and what its author can do about it. */
export function explainLimit(exceeded: ExceededLimit, limits: BoxLimits): string {
  switch (exceeded) {
    case "processes":
      return `it ran more than ${limits.processes} processes and threads at once. Start fewer, and none in an endless loop`;
    case "memory":
      return `its processes together used more than ${megabytes(limits.memoryBytes)} of memory. Load and keep less`;
    case "disk":
      return `it wrote more than ${megabytes(limits.diskBytes)} into the project's folder. Write less, and nothing in an endless loop`;
    case "output":
      return `it printed more than ${megabytes(limits.outputBytes)}. Remove what prints in a loop`;
    case "time":
      return `it did not end within ${limits.wallMs / 1000} s`;
    default:
      return assertNever(exceeded);
  }
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`;
}
