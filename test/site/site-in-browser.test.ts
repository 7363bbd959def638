import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Browser, SitePage } from "../../pipeline/browser/site-page.ts";
import type { SiteHost, SiteSlot } from "../../pipeline/site/site-slot.ts";
import { realBrowser } from "../browser/real-browser.ts";
import { realSiteHost } from "./real-host.ts";
import { backEndSite, manifest, plainViteSite, reactSite, siteFiles } from "./site-files.ts";

// real programs on a machine that may be busy
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

const never = new AbortController().signal;
let workDir: string;
let host: SiteHost;
let slot: SiteSlot;
let browser: Browser;

beforeAll(async () => {
  workDir = await mkdtemp(join(tmpdir(), "site-in-browser-"));
  host = await realSiteHost(workDir);
  slot = host.openSlot();
  browser = await realBrowser(workDir);
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await host[Symbol.asyncDispose]();
  await rm(workDir, { recursive: true, force: true });
});

async function show(texts: Record<string, string>): Promise<SitePage> {
  const { url, start } = await slot.serve(siteFiles(texts), never);
  if (url === null) throw new Error(JSON.stringify(start));
  return browser.openPage({ url, proxyServer: slot.proxyServer, signal: never });
}

/** Text of a page made of a button, read as a visitor would. */
async function buttonText(page: SitePage): Promise<string | undefined> {
  return (await page.observe()).elements[0]?.text;
}

describe("real sites in the real browser", () => {
  test("a React site twice gives the same bytes, and an edit is seen", async () => {
    await using first = await show(reactSite);
    await using second = await show(reactSite);
    const [a, b] = [await first.screenshot(), await second.screenshot()];
    expect(Buffer.compare(a, b)).toBe(0);
    expect(first.problems()).toEqual({ consoleErrors: [], exceptions: [], failedRequests: [], dialogs: [] });
    const edited = { ...reactSite, "src/App.jsx": "export default () => <button>Edited</button>;\n" };
    await using third = await show(edited);
    expect(await buttonText(third)).toBe("Edited");
  });

  test("a page open in the browser hears of an edit through the proxy's websocket", async () => {
    await using page = await show(reactSite);
    await slot.serve(
      siteFiles({
        ...reactSite,
        "src/App.jsx": "export default function App() {\n  return <button>Hot</button>;\n}\n",
      }),
      never,
    );
    await expect.poll(() => buttonText(page), { timeout: 5_000 }).toBe("Hot");
  });

  test("a plain Vite site works without a plugin", async () => {
    const button = plainViteSite["index.html"].replace('<p id="out"></p>', '<button id="out"></button>');
    await using page = await show({ ...plainViteSite, "index.html": button });
    expect(await buttonText(page)).toBe("typed");
  });

  test("a page talks to a back end on a second port", async () => {
    const html = backEndSite["index.html"].replace(
      '<p id="a"></p><p id="b"></p>',
      '<button id="a"></button><button id="b"></button>',
    );
    await using page = await show({ ...backEndSite, "index.html": html });
    const { elements } = await page.observe();
    expect(elements.map(({ text }) => text)).toEqual(["/api/proxied", "/direct"]);
  });

  test("a build error is started, shown by Vite and named", async () => {
    await using page = await show({
      ...reactSite,
      "src/App.jsx": "export default function App() { return <h1>oops</h2>; }\n",
    });
    expect(page.problems().exceptions.join("\n")).toMatch(/^Vite: .*App\.jsx/s);
    expect(page.problems().failedRequests.join()).toMatch(/App\.jsx.*500/);
  });

  test("once a build error is mended, nothing of it is shown any more", async () => {
    const broken = {
      ...reactSite,
      "src/App.jsx": "export default function App() { return <h1>oops</h2>; }\n",
    };
    await (await show(reactSite))[Symbol.asyncDispose]();
    await (await show(broken))[Symbol.asyncDispose]();
    const mended = { ...reactSite, "src/App.jsx": "export default () => <button>Mended</button>;\n" };
    await using page = await show(mended);
    expect(page.problems().exceptions).toEqual([]);
    expect(await buttonText(page)).toBe("Mended");
  });

  test("a render crash is named", async () => {
    await using page = await show({
      ...reactSite,
      "src/App.jsx": "export default () => <h1>{missing.name}</h1>;\n",
    });
    expect(page.problems().exceptions.join()).toMatch(/missing is not defined/);
  });

  test("what a page wants from other hosts is refused and recorded", async () => {
    await using page = await show({
      "index.html":
        '<script src="https://cdn.example.com/lib.js"></script><link rel="stylesheet" href="http://fonts.example.org/a.css">',
    });
    expect(slot.takeBlockedHosts()).toEqual(["cdn.example.com", "fonts.example.org"]);
    expect(page.problems().failedRequests).toHaveLength(2);
  });

  test("a site with a page of its own address is not another slot's", async () => {
    await using other = host.openSlot();
    await other.serve(siteFiles({ "index.html": "<button>Neighbour</button>" }), never);
    const site = manifest({ scripts: { start: "node s.mjs" } });
    const server = `import { createServer } from "node:http"; createServer((q, r) => r.setHeader("content-type", "text/html").end("<button>Mine</button>")).listen(3000);`;
    await using page = await show({ "package.json": site, "s.mjs": server });
    expect(await buttonText(page)).toBe("Mine");
  });
});
