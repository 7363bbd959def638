import { expect, it } from "vitest";
import { answerHeaders, requestHeaders } from "../../../stages/audit/sites/gateway-headers.ts";

const place = { outer: "http://site-1.localhost:5000", inner: "http://localhost:3000" };
const viewer = "http://127.0.0.1:4000";

it.each<[string, string | null]>([
  ["/next?x=1#y", "/next?x=1#y"],
  ["next", "next"],
  ["http://localhost:3000/a?b#c", "/a?b#c"],
  ["http://site-1.localhost:5000/a", "/a"],
  ["//localhost:3000/a", "/a"],
  ["https://evil.example/", null],
  ["//evil.example/", null],
  ["http://127.0.0.1:4000/token/", null],
  ["http://localhost:3001/", null],
  ["javascript:alert(1)", null],
])("a redirect to %s leads to %s", (location, led) => {
  expect(answerHeaders({ location }, place, viewer)?.location ?? null).toBe(led);
});

it("passes a site's answer on, confined whatever the site says", () => {
  const headers = answerHeaders(
    {
      "content-type": "text/html",
      "content-security-policy": "default-src *",
      "x-frame-options": "DENY",
      "access-control-allow-origin": "*",
      refresh: "0;url=https://evil.example",
      link: "<https://evil.example>; rel=preload",
      "set-cookie": ["a=1", "b=2; Domain=localhost"],
      connection: "keep-alive",
    },
    place,
    viewer,
  );
  expect(Object.keys(headers ?? {}).sort()).toEqual([
    ...["cache-control", "content-security-policy", "content-type", "cross-origin-opener-policy"],
    ...["origin-agent-cluster"],
    ...["permissions-policy", "referrer-policy", "set-cookie", "x-dns-prefetch-control"],
  ]);
  expect(headers?.["set-cookie"]).toEqual(["a=1"]);
  const policy = String(headers?.["content-security-policy"]);
  expect(policy).toContain("connect-src 'self' ws://site-1.localhost:5000 data: blob:");
  expect(policy).toContain(`frame-ancestors 'self' ${viewer}`);
});

it("asks the site as its own page would", () => {
  expect(
    requestHeaders(
      {
        host: "site-1.localhost:5000",
        origin: place.outer,
        referer: `${place.outer}/page`,
        cookie: "a=1",
        "sec-fetch-site": "same-origin",
        connection: "keep-alive",
      },
      place,
    ),
  ).toEqual({ host: "localhost:3000", origin: place.inner, referer: `${place.inner}/`, cookie: "a=1" });
});
