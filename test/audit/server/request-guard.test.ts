import { request } from "node:http";
import { expect, it } from "vitest";
import { recordedRun, serveAudit } from "../support/served-audit.ts";

/** fetch would not send these headers. */
function ask(url: string, headers: Record<string, string>, method = "GET"): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers, method }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.on("error", reject);
    asked.end();
  });
}

it("answers its own page, and nobody else", async () => {
  const { url } = await serveAudit([await recordedRun(1)]);
  const { host, port, origin } = new URL(url);
  const data = `${url}data/runs.json`;
  const table: [string, number, Record<string, string>, string?, string?][] = [
    ["the page", 200, {}],
    ["the page's own request", 200, { "sec-fetch-site": "same-origin" }, data],
    ["an address typed by a person", 200, { "sec-fetch-site": "none" }, url],
    ["a link followed from elsewhere", 200, navigation("document"), url],
    ["the page in a frame of another", 403, navigation("iframe"), url],
    ["another name that leads here", 421, { host: `attacker.example:${port}` }],
    ["localhost, which sites are near", 421, { host: `localhost:${port}` }],
    ["the name beside those of sites", 200, { host: `audit.curate.localhost:${port}` }],
    ["that page's own request", 200, named(port, `http://audit.curate.localhost:${port}`), data],
    ["the page at one name, asking the other", 403, named(port, origin), data],
    ["an opened site's name", 421, { host: `site-1.curate.localhost:${port}` }],
    ["no token", 404, {}, `${origin}/`],
    ["a wrong token", 404, {}, `${origin}/${"a".repeat(32)}/data/runs.json`],
    ["another site's script", 403, { "sec-fetch-site": "cross-site" }, data],
    ["another port's script", 403, { "sec-fetch-site": "same-site" }, data],
    ["another page's post", 403, { origin: "https://attacker.example" }, `${url}live/run/reviews`, "POST"],
    ["a sandboxed page's post", 403, { origin: "null" }, `${url}live/run/reviews`, "POST"],
    ["our page's post", 400, { origin: `http://${host}` }, `${url}live/run/reviews`, "POST"],
  ];
  const answers = await Promise.all(
    table.map(async ([what, , headers, address = url, method]) => [
      what,
      await ask(address, headers, method),
    ]),
  );
  expect(answers).toEqual(table.map(([what, status]) => [what, status]));
});

it("tells the browser to run and load nothing but the viewer", async () => {
  const { get } = await serveAudit([await recordedRun(1)]);
  for (const path of ["", "data/runs.json", "data/none/run.json", "viewer.js"]) {
    const { headers } = await get(path);
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toMatch(/frame-src http:\/\/\*\.curate\.localhost:\d+;/);
    expect(policy).not.toMatch(/unsafe|data:|https/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
  }
});

it("writes a reviewer's name into the page as text", async () => {
  const { get } = await serveAudit([await recordedRun(1)], { reviewer: '"><script>alert(1)</script>' });
  const page = await (await get("")).text();
  expect(page).toContain('content="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"');
  expect(page.match(/<script/g)).toHaveLength(1);
});

function named(port: string, origin: string): Record<string, string> {
  return { host: `audit.curate.localhost:${port}`, origin, "sec-fetch-site": "same-origin" };
}

function navigation(dest: string): Record<string, string> {
  return { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": dest };
}
