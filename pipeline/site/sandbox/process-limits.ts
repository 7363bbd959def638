import type { BoxLimits } from "./sandbox.ts";

/** Files and sockets that one process may hold open. */
export const maxOpenFiles = 8192;
/** What a process may ask for beyond what its box may use: stacks and heaps are never filled. */
const unusedBytes = 2 ** 30;

/**
 * Memory that one process may ask for, in bytes: the kernel's own limit, for when the watch over the whole box is late.
 * It is RLIMIT_DATA, as RLIMIT_AS would stop V8, which reserves far more than it uses.
 */
export function maxDataBytes({ memoryBytes }: BoxLimits): number {
  return memoryBytes + unusedBytes;
}
