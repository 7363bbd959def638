import { randomBytes } from "node:crypto";

/** Short, as it stands in every event of the call. */
export function newCallId(): string {
  return randomBytes(8).toString("hex");
}
