/**
 * Of every answer. Model text and pages of websites are shown: nothing that gets into the page by mistake can run, load or
 * send anything. `frames`: where opened websites are.
 */
export function securityHeaders(frames: string): Record<string, string> {
  return {
    "content-security-policy": [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self'",
      "font-src 'self'",
      "connect-src 'self'",
      `frame-src ${frames}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
    ].join("; "),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    // opened sites are near by name: no process is shared with them
    "origin-agent-cluster": "?1",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "x-frame-options": "DENY",
  };
}

/** Found again by its content's hash, so it never changes. */
export const immutable = "private, max-age=31536000, immutable";
export const neverStored = "no-store";
