import { timingSafeEqual } from "node:crypto";
import { sha256Hex } from "../../../pipeline/run/digest.ts";

/** What of a request decides whether it is answered at all. */
export interface GuardedRequest {
  method: string;
  /** The first segment of its path. */
  token: string;
  /** A header's value; null when it is not there. */
  header(name: string): string | null;
}

export interface Refusal {
  status: 403 | 404 | 421;
  reason: string;
}

/**
 * Whether a request may be answered: null, or why not. Only the address that we listen at is ours (a name that an
 * attacker's DNS leads to us is not), only who was given the token may ask, and only our own page may write.
 */
export function refuse(
  request: GuardedRequest,
  own: { hosts: readonly string[]; token: string },
): Refusal | null {
  const host = request.header("host") ?? "";
  if (!own.hosts.includes(host))
    return { status: 421, reason: `This server answers at http://${own.hosts[0]} only.` };
  if (!isSame(request.token, own.token))
    return { status: 404, reason: "Open the address that `curate audit` printed, with its secret part." };
  const origin = request.header("origin");
  if (origin !== null && origin !== `http://${host}`)
    return { status: 403, reason: "Another page may not ask." };
  const site = request.header("sec-fetch-site") ?? "none";
  if (site === "same-origin" || site === "none") return null;
  // a link to the page, followed from elsewhere, leads to it; nothing else may come from there
  const isLink =
    request.method === "GET" &&
    request.header("sec-fetch-mode") === "navigate" &&
    request.header("sec-fetch-dest") === "document";
  return isLink ? null : { status: 403, reason: "Another page may not ask." };
}

/** In a time that tells nothing of how much was right. */
function isSame(given: string, token: string): boolean {
  return timingSafeEqual(Buffer.from(sha256Hex(given)), Buffer.from(sha256Hex(token)));
}
