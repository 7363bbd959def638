import { readFileSync } from "node:fs";
import type { UnixOwner } from "./sandbox.ts";

/** Slots of one process; each has a user of its own. */
export const maxSlots = 32;

/** First user id of the range, far above system users, login users and the usual container ranges. */
const wideBase = 1_900_000_000;
/** Range for containers that map only 65,536 ids. */
const narrowBase = 30_000;
const narrowSize = 30_000;

/**
 * A user and group that nothing else on the machine uses, for one slot of this process: root gives its boxes away to it,
 * because limits on processes do not bind root. Null for an ordinary user, who has no other identity to give.
 */
export function privateUser(slot: number): UnixOwner | null {
  if (process.getuid?.() !== 0) return null;
  const ordinal = process.pid * maxSlots + slot;
  const wide = wideBase + ordinal;
  const uid = isMapped(wide) ? wide : narrowBase + (ordinal % narrowSize);
  return isMapped(uid) ? { uid, gid: uid } : null;
}

/** Whether a user id exists in our user namespace: /proc/self/uid_map, lines of "first outside count". */
function isMapped(uid: number): boolean {
  return readFileSync("/proc/self/uid_map", "utf8")
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .some(
      ([first, , count]) => first !== undefined && count !== undefined && uid >= first && uid < first + count,
    );
}
