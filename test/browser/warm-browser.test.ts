import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Browser, FirstLook, PageAction, SitePage } from "../../pipeline/browser/site-page.ts";
import { tryKill } from "../../pipeline/site/sandbox/try-kill.ts";
import {
  isBrowser,
  isChromium,
  isNetwork,
  type ProcessBelow,
} from "../../scripts/proof/sites/processes-below.ts";
import { chromiumProcesses } from "./chromium-processes.ts";
import { PageServer } from "./page-server.ts";
import { realBrowser } from "./real-browser.ts";

// real programs on a machine that may be busy
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

const never = new AbortController().signal;
let workDir: string;
let browser: Browser;
let server: PageServer;

beforeAll(async () => {
  workDir = await mkdtemp(join(tmpdir(), "warm-browser-"));
  browser = await realBrowser(workDir);
  server = await PageServer.open();
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await rm(workDir, { recursive: true, force: true });
});
beforeEach(() => server.pages.clear());

/** Opens a page with this body at http://localhost:3000/. */
async function open(body: string, firstLook?: FirstLook): Promise<SitePage> {
  server.pages.set("/", `<!doctype html><title>Test</title><style>body{margin:0}</style>${body}`);
  return openUrl("http://localhost:3000/", firstLook);
}

function openUrl(url: string, firstLook?: FirstLook): Promise<SitePage> {
  return browser.openPage({ url, firstLook, proxyServer: server.proxyServer, signal: never });
}

/** They get no time until `act` has ended, for `ms` at most. */
async function whileStopped(
  stopped: readonly ProcessBelow[],
  ms: number,
  act: () => Promise<unknown>,
): Promise<void> {
  const send = (signal: NodeJS.Signals): void => {
    for (const { pid } of stopped) process.kill(pid, signal);
  };
  send("SIGSTOP");
  const wake = setTimeout(send, ms, "SIGCONT");
  try {
    await act();
  } finally {
    clearTimeout(wake);
    send("SIGCONT");
  }
}

function pixelAt(image: Uint8Array, x: number, y: number): number[] {
  const { data, width } = PNG.sync.read(Buffer.from(image));
  return [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3)];
}

describe("a look that is begun while the page comes to rest", () => {
  /** Tells how often it was looked at, and can do something 100 ms later which no timer announces. */
  const body = `<button onclick="this.textContent = 'Looks: ' + looks">Count</button>
    <script>
      let looks = 0;
      new MutationObserver((records) => {
        looks += records.flatMap(({ addedNodes }) => [...addedNodes]).filter(({ popover }) => popover).length;
      }).observe(document.documentElement, { childList: true });
      function later(act, at = performance.now() + 100) {
        if (performance.now() < at) requestAnimationFrame(() => later(act, at));
        else act();
      }
    </script>`;

  test("is the only one of a page at rest", async () => {
    await using page = await open(body, "observation");
    const { elements } = await page.observe();
    expect(elements.map(({ text }) => text)).toEqual(["Count"]);
    expect(await page.act({ kind: "click", index: 0 })).toMatchObject({ ok: true });
    expect((await page.observe()).elements.map(({ text }) => text)).toEqual(["Looks: 1"]);
  });

  test.for(["screenshot", "observation"] as const)("is taken anew after a change: %s", async (firstLook) => {
    const red = "document.body.style.background = 'rgb(255,0,0)'";
    await using page = await open(`${body}<script>later(() => { ${red} })</script>`, firstLook);
    const image = firstLook === "screenshot" ? await page.screenshot() : (await page.observe()).image;
    expect(pixelAt(image, 900, 700)).toEqual([255, 0, 0]);
  });

  test("leaves no number on a picture without", async () => {
    await using page = await open("<button>Plain</button>", "observation");
    await using other = await open("<button>Plain</button>");
    expect(Buffer.compare(await page.screenshot(), await other.screenshot())).toBe(0);
  });
});

describe("screenshots", () => {
  test("are 1024x768 and the same bytes each time", async () => {
    const images: Uint8Array[] = [];
    for (let round = 0; round < 2; round++) {
      await using page = await open(
        '<style>@keyframes in{from{opacity:0}} h1{animation:in .4s; background:linear-gradient(red,blue)}</style><h1>Häuser & Gärten</h1><input autofocus value="caret">',
      );
      images.push(await page.screenshot());
    }
    const [first, second] = images.map((image) => Buffer.from(image));
    const { width, height } = PNG.sync.read(first ?? Buffer.alloc(0));
    expect({ width, height }).toEqual({ width: 1024, height: 768 });
    expect(first?.equals(second ?? Buffer.alloc(0))).toBe(true);
  });

  test.for([
    ["none of its own", ""],
    ["sheets of its own", "document.adoptedStyleSheets = [red];"],
    ["one more sheet", "document.adoptedStyleSheets.push(red);"],
  ] as const)("show no text cursor in a page that adopts %s", async ([, adopt]) => {
    const rule = "input { caret-color: rgb(255,0,0) }";
    await using page = await open(
      `<style>${rule}</style><input autofocus><script>const red = new CSSStyleSheet(); red.replaceSync("${rule}"); ${adopt}</script>`,
    );
    const { data } = PNG.sync.read(Buffer.from(await page.screenshot()));
    const reds = data.filter((red, at) => at % 4 === 0 && red > 200 && (data[at + 1] ?? 0) < 80);
    expect(reds).toHaveLength(0);
  });

  const lateRed = "document.body.style.background='rgb(255,0,0)'";
  test.for([
    ["a timer", `<script>setTimeout(() => { ${lateRed} }, 800)</script>`],
    ["a fetch", `<script>fetch("/slow").then(() => { ${lateRed} })</script>`],
    [
      "a chain of both",
      `<script>setTimeout(() => fetch("/slow").then(() => setTimeout(() => { ${lateRed} }, 200)), 200)</script>`,
    ],
    [
      "an entry animation",
      "<style>@keyframes in{from{background:white}to{background:rgb(255,0,0)}} body{height:100vh;animation:in .7s both}</style>",
    ],
    ["an image", `<img src="/slow.png" onload="${lateRed}" onerror="${lateRed}">`],
  ] as const)("show what came by %s", async ([, body]) => {
    const slow = (end: () => void): void => void setTimeout(end, 500);
    server.pages.set("/slow", (response) => slow(() => response.end("{}")));
    server.pages.set("/slow.png", (response) => slow(() => response.writeHead(404).end()));
    await using page = await open(body);
    expect(pixelAt(await page.screenshot(), 900, 700)).toEqual([255, 0, 0]);
  });

  test("show the error overlay of a script that could not be served, however late the word of it", async () => {
    server.pages.set("/main.js", (response) => response.writeHead(500).end());
    server.pages.set("/word", (response) => {
      response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
      setTimeout(() => response.write("data: broken\n\n"), 600);
    });
    await using page = await open(`<script>
      new EventSource("/word").onmessage = () => {
        const overlay = document.createElement("vite-error-overlay");
        overlay.attachShadow({ mode: "open" }).innerHTML = '<pre class="message">Unexpected token</pre>';
        document.body.append(overlay);
      };
    </script><script type="module" src="/main.js"></script>`);
    expect(page.problems().exceptions).toContain("Vite: Unexpected token");
  });

  test("do not wait for ever: a page that never rests says so", async () => {
    await using page = await open(
      "<p></p><script>setInterval(() => { document.querySelector('p').textContent = Math.random() }, 30)</script>",
    );
    const { settled, waitedMs } = await page.settle();
    expect(settled).toBe(false);
    expect(waitedMs).toBeGreaterThanOrEqual(3_000);
    // 12 s is the cap of a machine too busy to hear from the page
    expect(waitedMs).toBeLessThan(14_000);
  });

  // a machine too busy to show an empty page in time blames nobody: then it is looked at again
  test("a page in an endless loop is blank and named, and its neighbour lives", {
    timeout: 60_000,
    retry: 3,
  }, async () => {
    await using neighbour = await open("<h1>fine</h1>");
    await using page = await open(
      "<script>setTimeout(() => { for (;;) {} }, 50)</script><h1>never seen</h1>",
    );
    expect(pixelAt(await page.screenshot(), 10, 10)).toEqual([255, 255, 255]);
    expect(page.problems().exceptions.join()).toMatch(/No screenshot could be taken/);
    expect(await neighbour.screenshot()).toBeInstanceOf(Uint8Array);
  });

  test("a page that is late where an empty page is late too is not blamed for it", async () => {
    await using page = await open("<h1>fine</h1>");
    const drawing = chromiumProcesses().filter((each) => isChromium(each) && !isBrowser(each));
    await whileStopped(drawing, 30_000, () =>
      expect(page.screenshot()).rejects.toThrow(/so was an empty page: the machine is too busy/),
    );
    await page.screenshot();
    expect(page.problems().exceptions).toEqual([]);
  });

  test("a page that is late because Chromium gets no time is not blamed for it", async () => {
    await using page = await open("<h1>fine</h1>");
    await whileStopped(chromiumProcesses().filter(isBrowser), 30_000, async () => {
      await expect(page.settle()).rejects.toThrow(/so was Chromium itself: the machine is too busy/);
      await expect(page.screenshot()).rejects.toThrow(/so was Chromium itself: the machine is too busy/);
    });
    expect(await page.settle()).toMatchObject({ settled: true });
    await page.screenshot();
    expect(page.problems().exceptions).toEqual([]);
  });

  test("a page whose files were under way when Chromium's network process ended is not judged", async () => {
    const asked = Promise.withResolvers<void>();
    server.pages.set("/late.js", () => asked.resolve());
    const opened = open('<h1>half</h1><script type="module" src="/late.js"></script>');
    void asked.promise.then(() => {
      for (const { pid } of chromiumProcesses().filter(isNetwork)) tryKill(pid);
    });
    await expect(opened).rejects.toMatchObject({
      kind: "infrastructure",
      message: expect.stringContaining("lost its proxy"),
    });
  });

  test("a page that stops its own requests is judged as it is", async () => {
    server.pages.set("/never", () => undefined);
    await using page = await open(`<button>Stopped</button><script>
      const stop = new AbortController();
      fetch("/never", { signal: stop.signal }).catch(() => {});
      setTimeout(() => stop.abort(), 50);
    </script>`);
    expect((await page.observe()).elements[0]?.text).toBe("Stopped");
  });
});

describe("observations", () => {
  test("list what a visitor can use, in view and uncovered, with its text", async () => {
    await using page = await open(`
      <a href="/a">Home</a> <a>no link</a> <button disabled>Buy</button> <button aria-label="Close"><svg></svg></button>
      <input placeholder="Name"> <input type="checkbox" checked id="c"><label for="c">Agree</label> <input type="hidden">
      <select><option>Red</option><option selected>Blue</option></select> <textarea>Long   text</textarea>
      <div onclick="1">By handler</div> <div style="cursor:pointer"><span>By cursor</span></div> <div role="tab">Tab</div>
      <div contenteditable>Edit me</div> <span tabindex="0">Focus</span> <p>Text</p>
      <button style="position:absolute;left:700px;top:200px;width:100px;height:50px">Covered</button>
      <div style="position:absolute;left:690px;top:190px;width:200px;height:100px;background:white"></div>
      <button style="display:none">Hidden</button> <button style="position:absolute;top:2000px">Below</button>
      <div id="host"></div><script>host.attachShadow({mode:"open"}).innerHTML = "<button>In shadow</button>"</script>
      <iframe srcdoc="<button>In frame</button>" style="height:60px"></iframe>`);
    const { elements, title, url, truncated } = await page.observe();
    expect({ title, url, truncated }).toEqual({
      title: "Test",
      url: "http://localhost:3000/",
      truncated: false,
    });
    expect(elements.map(({ tag, text }) => `<${tag}> ${text}`)).toEqual([
      "<a> Home",
      "<button> Buy (disabled)",
      "<button> Close",
      '<input type="text"> Name',
      '<input type="checkbox"> Agree (checked)',
      "<select> Blue (options: Red, Blue)",
      "<textarea> Long text",
      "<div> By handler",
      "<div> By cursor",
      "<div> Tab",
      "<div> Edit me",
      "<span> Focus",
      "<button> In shadow",
      "<button> In frame",
    ]);
    expect(elements.map(({ index }) => index)).toEqual([...elements.keys()]);
  });

  test("draw numbers that leave no trace, above dialogs too", async () => {
    await using page = await open(
      "<button>A</button><dialog><button>B</button></dialog><script>document.querySelector('dialog').showModal()</script>",
    );
    const before = await page.screenshot();
    const { image, elements } = await page.observe();
    expect(elements.map(({ text }) => text)).toEqual(["B"]);
    expect(Buffer.compare(image, before)).not.toBe(0);
    expect(Buffer.compare(await page.screenshot(), before)).toBe(0);
  });

  test("are bounded", async () => {
    await using page = await open(
      `${"<button>x</button>".repeat(400)}<button>${"long ".repeat(100)}</button>`,
    );
    const { elements, truncated } = await page.observe();
    expect(elements).toHaveLength(150);
    expect(truncated).toBe(true);
    await using wordy = await open(`<button>${"long ".repeat(100)}</button>`);
    expect((await wordy.observe()).elements[0]?.text).toHaveLength(80);
  });
});

describe("actions", () => {
  /** Acts on the element with this text and gives the page's visible text afterwards. */
  async function actOn(
    page: SitePage,
    text: string,
    make: (index: number) => PageAction,
  ): Promise<{ result: unknown; out: string }> {
    const { elements } = await page.observe();
    const result = await page.act(
      make(elements.find((element) => element.text.startsWith(text))?.index ?? -1),
    );
    const after = await page.observe();
    return { result, out: after.elements.find(({ text: shown }) => shown.startsWith("out:"))?.text ?? "" };
  }
  const out = '<button id="out">out:</button>';
  const show = (expression: string) => `out.textContent = 'out:' + ${expression}`;

  test.for<[string, string, string, (index: number) => PageAction, string]>([
    [
      "click a button",
      `<button onclick="${show("1")}">Press</button>`,
      "Press",
      (index) => ({ kind: "click", index }),
      "out:1",
    ],
    [
      "click a check box",
      `<input type="checkbox" aria-label="Box" onchange="${show("this.checked")}">`,
      "Box",
      (index) => ({ kind: "click", index }),
      "out:true",
    ],
    [
      "type clears first, then presses Enter",
      `<form onsubmit="event.preventDefault(); ${show("this.q.value")}"><input name="q" value="old"></form>`,
      "old",
      (index) => ({ kind: "type", index, text: "new" }),
      "out:new",
    ],
    [
      "type selects the option of that name",
      `<select onchange="${show("this.value")}"><option>Red</option><option>Blue</option></select>`,
      "Red",
      (index) => ({ kind: "type", index, text: "blue" }),
      "out:Blue",
    ],
    [
      "click answers a dialog",
      `<button onclick="${show("confirm('sure?')")}">Ask</button>`,
      "Ask",
      (index) => ({ kind: "click", index }),
      "out:true",
    ],
  ])("%s", async ([, body, text, make, expected]) => {
    await using page = await open(out + body);
    const acted = await actOn(page, text, make);
    expect(acted).toEqual({ result: { ok: true, note: expect.any(String) }, out: expected });
  });

  test.for<[string, string, string, (index: number) => PageAction, RegExp]>([
    ["an element that is not listed", "", "none", () => ({ kind: "click", index: 7 }), /no element \[7\]/],
    [
      "an option that is not there",
      "<select><option>Red</option></select>",
      "Red",
      (index) => ({ kind: "type", index, text: "Pink" }),
      /no option "Pink".*Red/,
    ],
    [
      "text for a check box",
      '<input type="checkbox" aria-label="Box">',
      "Box",
      (index) => ({ kind: "type", index, text: "x" }),
      /takes no text/,
    ],
    [
      "text for a button",
      "<button>Press</button>",
      "Press",
      (index) => ({ kind: "type", index, text: "x" }),
      /takes no text/,
    ],
    [
      "a disabled button",
      "<button disabled>Off</button>",
      "Off",
      (index) => ({ kind: "click", index }),
      /disabled/,
    ],
    ["going back from the first page", "", "", () => ({ kind: "go-back" }), /no earlier page/],
    [
      "scrolling a short page",
      "",
      "",
      () => ({ kind: "scroll", target: "WINDOW", direction: "down" }),
      /cannot be scrolled/,
    ],
  ])("%s is refused with its reason", async ([, body, text, make, reason]) => {
    await using page = await open(body);
    const { result } = await actOn(page, text, make);
    expect(result).toEqual({ ok: false, reason: expect.stringMatching(reason) });
  });

  test("an element that has gone since it was listed is refused", async () => {
    await using page = await open(
      "<button>Gone</button><button onclick=\"document.querySelector('button').remove()\">Remove</button>",
    );
    await page.observe();
    expect(await page.act({ kind: "click", index: 1 })).toMatchObject({ ok: true });
    expect(await page.act({ kind: "click", index: 0 })).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/gone/),
    });
  });

  test("an element that is late to rest, as on a busy machine, is waited for", async () => {
    await using page =
      await open(`<button style="position:relative" onclick="out.value = 'clicked'">Go</button><output id="out"></output>
      <script>
        const button = document.querySelector("button"), from = performance.now();
        const move = () => {
          button.style.left = (performance.now() % 50) + "px";
          if (performance.now() - from < 7000) requestAnimationFrame(move);
        };
        move();
      </script>`);
    const { elements } = await page.observe();
    const index = elements.findIndex(({ text }) => text === "Go");
    expect(await page.act({ kind: "click", index })).toMatchObject({ ok: true });
  });

  test("scrolling shows what was below, also where an inner area scrolls", async () => {
    for (const body of [
      '<div style="height:1200px"></div><button>Below</button>',
      '<div style="height:768px;overflow:auto"><div style="height:1200px"></div><button>Below</button></div>',
    ]) {
      await using page = await open(body);
      expect((await page.observe()).elements).toEqual([]);
      expect(await page.act({ kind: "scroll", target: "WINDOW", direction: "down" })).toMatchObject({
        ok: true,
      });
      expect((await page.observe()).elements.map(({ text }) => text)).toEqual(["Below"]);
    }
  });

  test("links for new tabs open in this page, and back leads back", async () => {
    await using page = await open(
      `<a href="/next" target="_blank">Next</a><button onclick="window.open('/next')">Open</button>`,
    );
    server.pages.set("/next", "<title>Next page</title>");
    for (const index of [0, 1]) {
      await page.observe();
      await page.act({ kind: "click", index });
      expect(await page.observe()).toMatchObject({ url: "http://localhost:3000/next", title: "Next page" });
      expect(await page.act({ kind: "go-back" })).toMatchObject({ ok: true });
      expect((await page.observe()).title).toBe("Test");
    }
  });
});

describe("problems", () => {
  test("hold what the page reported", async () => {
    await using page = await open(`<script>
      console.error("printed"); console.log("harmless"); setTimeout(() => { throw new TypeError("thrown") });
      Promise.reject(new Error("rejected")); fetch("/missing"); alert("hello");</script>`);
    expect(page.problems()).toEqual({
      consoleErrors: ["printed"],
      exceptions: expect.arrayContaining(["TypeError: thrown", "Error: rejected"]),
      failedRequests: ["GET http://localhost:3000/missing: 404 Not Found"],
      dialogs: ["hello"],
    });
  });

  test("are bounded", async () => {
    await using page = await open(
      "<script>for (let i = 0; i < 500; i++) console.error(i + 'x'.repeat(5000))</script>",
    );
    const { consoleErrors } = page.problems();
    expect(consoleErrors).toHaveLength(50);
    expect(consoleErrors.every((text) => text.length < 600)).toBe(true);
  });

  test("a site that is not there still opens", async () => {
    await using gone = await browser.openPage({
      url: "http://localhost:9/",
      proxyServer: "http://127.0.0.1:9",
      signal: never,
    });
    expect(gone.problems().exceptions.join()).toMatch(/did not load/);
    expect(await gone.screenshot()).toBeInstanceOf(Uint8Array);
  });
});

describe("reach", () => {
  test("a page gets nothing but through its proxy: not this machine's ports, files or names", async () => {
    const host = await PageServer.open();
    host.pages.set("/", (response) =>
      response.setHeader("access-control-allow-origin", "*").end("host service"),
    );
    const { port } = new URL(host.proxyServer);
    server.pages.set("/ports", (response) =>
      response.setHeader("access-control-allow-origin", "*").end("from the slot"),
    );
    await using page = await open(`<button id="out">out:</button><script>
      const ask = (url) => fetch(url).then((answer) => answer.text(), () => "refused");
      Promise.all([ask("http://127.0.0.1:${port}/ports"), ask("http://localhost:${port}/ports"), ask("https://example.com/"), ask("file:///etc/passwd")])
        .then((all) => { out.textContent = "out:" + all.join("|"); });
      navigator.serviceWorker?.register("/worker.js").catch(() => {});
    </script>`);
    server.pages.set("/worker.js", (response) =>
      response.setHeader("content-type", "text/javascript").end(""),
    );
    const { elements } = await page.observe();
    expect(elements[0]?.text).toBe("out:from the slot|from the slot|refused|refused");
    expect(server.refused).toContain("example.com:443");
    await host[Symbol.asyncDispose]();
  });

  test("a page that lost its proxy with Chromium's network process reaches nothing, and is not judged", async () => {
    await using host = await PageServer.open();
    let asked = 0;
    host.pages.set("/", (response) => {
      asked += 1;
      response.end();
    });
    const { port } = new URL(host.proxyServer);
    await using page = await open(
      `<button onclick="fetch('http://127.0.0.1:${port}/').catch(() => {})">Ask</button>`,
    );
    await page.observe();
    for (const { pid } of chromiumProcesses().filter(isNetwork)) tryKill(pid);
    await vi.waitFor(
      () =>
        expect(page.act({ kind: "click", index: 0 })).rejects.toMatchObject({
          kind: "infrastructure",
          message: expect.stringContaining("lost its proxy"),
        }),
      30_000,
    );
    expect(asked).toBe(0);
    await using next = await open("<button>after</button>");
    expect((await next.observe()).elements[0]?.text).toBe("after");
  });

  test("pages share nothing with each other", async () => {
    const body = `<button id="out"></button><script>out.textContent = "was:" + localStorage.getItem("k") + document.cookie; localStorage.setItem("k", 1); document.cookie = "c=1"</script>`;
    for (let round = 0; round < 2; round++) {
      await using page = await open(body);
      expect((await page.observe()).elements[0]?.text).toBe("was:null");
    }
  });

  test("Chromium runs in a box, not as root, and is started again when it dies", async () => {
    const first = chromiumProcesses();
    expect(first.length).toBeGreaterThan(0);
    if (process.getuid?.() === 0) expect(first.map(({ uid }) => uid)).not.toContain(0);
    await using page = await open("<h1>before</h1>");
    for (const { pid } of first) tryKill(pid);
    await expect(page.screenshot()).rejects.toMatchObject({ kind: "infrastructure" });
    await using again = await open("<button>after</button>");
    expect((await again.observe()).elements[0]?.text).toBe("after");
  });
});
