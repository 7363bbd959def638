import { createHash } from "node:crypto";

/** SHA-256 in 64 hex digits. Text is hashed as UTF-8. */
export function sha256Hex(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/** JSON with object keys sorted at every level, so that equal values give equal text. Undefined members are left out. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => {
    if (member === null || typeof member !== "object" || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  });
}

/** SHA-256 over the canonical JSON of a value. */
export function hashOf(value: unknown): string {
  return sha256Hex(canonicalJson(value));
}

/** An unsigned 31-bit integer drawn from a value: equal values give equal seeds. */
export function seedFrom(...parts: (string | number)[]): number {
  return Number.parseInt(sha256Hex(parts.join("\u0000")).slice(0, 8), 16) & 0x7fffffff;
}
