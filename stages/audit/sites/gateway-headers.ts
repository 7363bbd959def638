import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";

/** Headers between two neighbours on the way, not for the next (RFC 9110, section 7.6.1). */
const hopHeaders = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/** What a site says about itself that would let it out of its frame, or that is ours to say. */
const notFromSites = [
  "content-security-policy",
  "content-security-policy-report-only",
  "x-frame-options",
  "strict-transport-security",
  "alt-svc",
  "clear-site-data",
  "refresh",
  "link",
  "report-to",
  "reporting-endpoints",
  "nel",
  "service-worker-allowed",
  "access-control-allow-origin",
  "access-control-allow-credentials",
  "access-control-allow-headers",
  "access-control-allow-methods",
];

/** Where a site is: as its visitors see it, and as it sees itself. */
export interface SitePlace {
  /** `http://NAME.curate.localhost:PORT` */
  outer: string;
  /** `http://localhost:PORT`, inside its sandbox. */
  inner: string;
}

/**
 * Confines a generated page to its own origin: it loads from, connects to and sends to nothing else, opens no windows and
 * is framed by nobody but the viewer. `viewer`: its origins, with spaces between.
 */
export function confinement({ outer }: SitePlace, viewer: string): Record<string, string> {
  const socket = outer.replace(/^http:/, "ws:");
  return {
    "content-security-policy": [
      "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:",
      `connect-src 'self' ${socket} data: blob:`,
      "frame-src 'self' data: blob:",
      "form-action 'self'",
      "base-uri 'self'",
      `frame-ancestors 'self' ${viewer}`,
      "sandbox allow-scripts allow-same-origin allow-forms allow-modals allow-pointer-lock",
    ].join("; "),
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "origin-agent-cluster": "?1",
    "x-dns-prefetch-control": "off",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), midi=()",
    "cache-control": "no-store",
  };
}

/** A browser's request as the site's server gets it. */
export function requestHeaders(headers: IncomingHttpHeaders, place: SitePlace): OutgoingHttpHeaders {
  const passed = Object.entries(headers).filter(
    ([name]) => !hopHeaders.includes(name) && !name.startsWith("sec-fetch-"),
  );
  return {
    ...Object.fromEntries(passed),
    host: new URL(place.inner).host,
    ...(headers.origin !== undefined && { origin: place.inner }),
    ...(headers.referer !== undefined && { referer: `${place.inner}/` }),
  };
}

/** A site's answer as the browser gets it; null when it leads away from the site. */
export function answerHeaders(
  headers: IncomingHttpHeaders,
  place: SitePlace,
  viewer: string,
): OutgoingHttpHeaders | null {
  const location = headers.location === undefined ? null : ownLocation(headers.location, place);
  if (location === null && headers.location !== undefined) return null;
  const passed = Object.entries(headers).filter(
    ([name]) => !hopHeaders.includes(name) && !notFromSites.includes(name),
  );
  const cookies = headers["set-cookie"]?.filter((cookie) => !/;\s*domain\s*=/i.test(cookie));
  return {
    ...Object.fromEntries(passed),
    ...(location !== null && { location }),
    ...(cookies !== undefined && { "set-cookie": cookies }),
    ...confinement(place, viewer),
  };
}

/** A redirect to the site itself, as a path; null when it leads elsewhere. */
function ownLocation(location: string, { inner, outer }: SitePlace): string | null {
  const target = URL.parse(location, `${inner}/`);
  if (target === null || (target.origin !== inner && target.origin !== outer)) return null;
  return location.startsWith("http") || location.startsWith("//")
    ? `${target.pathname}${target.search}${target.hash}`
    : location;
}
