import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { findBrowser } from "../../../../pipeline/browser/find-browser.ts";
import type { Browser } from "../../../../pipeline/browser/site-page.ts";
import type { GuiTranscript } from "../../../../pipeline/contracts/generated/gui-transcript.ts";
import { formatAction, type GuiAction } from "../../../../pipeline/judge/gui/action.ts";
import { playwrightScript } from "../../../../pipeline/judge/gui/replay/playwright-script.ts";
import { compileReplay } from "../../../../pipeline/judge/gui/replay/replay-plan.ts";
import { type ReplayResult, replayTest } from "../../../../pipeline/judge/gui/replay/replay-test.ts";
import { runPlaywright } from "../../../../scripts/proof/gui-scripts/run-playwright.ts";
import { PageServer } from "../../../browser/page-server.ts";
import { realBrowser } from "../../../browser/real-browser.ts";

// a real browser on a machine that may be busy
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const { signal } = new AbortController();
const searchPath = process.env.PATH ?? "";
let workDir: string;
let browser: Browser;
let server: PageServer;
let recorded: Awaited<ReturnType<typeof record>>;

beforeAll(async () => {
  workDir = await mkdtemp(join(tmpdir(), "replay-test-"));
  browser = await realBrowser(workDir);
  server = await PageServer.open();
  recorded = await record(site(), acts);
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await rm(workDir, { recursive: true, force: true });
});

const save = "document.querySelector('#done').style.display = 'block'";
const more =
  "document.body.append(Object.assign(document.createElement('button'), { textContent: 'Later' }))";
const note =
  "document.querySelector('#list').append(Object.assign(document.createElement('button'), { textContent: event.target.value }))";

/** A site with a button that only shows something, one that brings another, a form and a link. */
function site(
  parts: { save?: string; more?: string; note?: string; link?: string; head?: string } = {},
): string {
  return `<!doctype html><title>Notes</title><style>button, input, a { display: block; margin: 8px; outline: 0 }</style>
    ${parts.head ?? ""}<button>Other</button><button onclick="${parts.save ?? save}">Save</button>
    <button onclick="${parts.more ?? more}">More</button>
    <input placeholder="New note" onchange="${parts.note ?? note}"><a href="${parts.link ?? "#about"}">About</a>
    <div id="list"></div><h1 id="done" style="display: none">Saved, and safe for ever</h1>`;
}

type Act = { on: string; type?: string };

/** Uses a site as a GUI agent would, and keeps what it saw. */
async function record(html: string, acts: readonly Act[]) {
  await using page = await open(html);
  const images = new Map<string, Uint8Array>();
  const turns: GuiTranscript["turns"] = [];
  for (let turn = 1; turn <= acts.length + 1; turn++) {
    const { url, title, elements, truncated, image } = await page.observe();
    images.set(`image ${turn}`, image);
    const act = acts[turn - 1];
    const index = elements.findIndex(({ text }) => text === act?.on);
    const action: GuiAction =
      act === undefined
        ? { kind: "answer", text: "YES" }
        : act.type === undefined
          ? { kind: "click", index }
          : { kind: "type", index, text: act.type };
    if (action.kind !== "answer") expect(await page.act(action)).toMatchObject({ ok: true });
    turns.push({
      ...{ turn, url, title, elements, truncated, image: `image ${turn}`, reply: "", thought: "" },
      ...{ action: formatAction(action), result: "", ok: true, exchange: null },
    });
  }
  return { transcript: { turns, answer: "YES", verdict: "yes", endedBy: "answer" } as const, images };
}

async function open(html: string) {
  server.pages.set("/", html);
  return await browser.openPage({ url: "http://localhost:3000/", proxyServer: server.proxyServer, signal });
}

const acts: Act[] = [
  { on: "More" },
  { on: "Later" },
  { on: "New note", type: "Milk" },
  { on: "Save" },
  { on: "About" },
];

async function replay(html: string): Promise<ReplayResult> {
  const { transcript, images } = recorded;
  await using page = await open(html);
  return await replayTest(page, compileReplay(transcript), {
    imageOf: (ref) => images.get(ref) ?? new Uint8Array(),
    signal,
  });
}

test("the same site is green", async () => {
  expect(await replay(site())).toEqual({ outcome: "green" });
});

test("a site that looks otherwise and does the same is green", async () => {
  const head = "<style>body { background: navy; font-size: 20px }</style><h2>A new heading</h2>";
  expect(await replay(site({ head }))).toEqual({ outcome: "green" });
});

test.each<[string, Parameters<typeof site>[0], number, RegExp]>([
  ["a button that brings nothing any more", { more: "" }, 1, /of 1 changes to the page 0 happened again/],
  ["a form that forgets", { note: "" }, 3, /of \d changes to the page \d happened again/],
  ["a button that shows nothing any more", { save: "" }, 4, /now it shows nothing/],
  ["a link to somewhere else", { link: "#home" }, 5, /it led to \/#about, now to \/#home/],
  [
    "a page without its buttons",
    { head: "<style>button { display: none !important }</style>" },
    1,
    /there is no <button> "More"/,
  ],
  [
    "a page covered by something",
    { head: "<div style='position: fixed; inset: 0; z-index: 9'></div>" },
    1,
    /there is no <button> "More"/,
  ],
])("%s is red", async (_, broken, turn, reason) => {
  const result = await replay(site(broken));
  expect(result).toMatchObject({ outcome: "red", turn });
  expect(result.outcome === "red" && result.reason).toMatch(reason);
});

test.each<[string, Parameters<typeof site>[0], boolean, RegExp]>([
  ["green on the same site", {}, true, /1 passed/],
  ["red where a button brings nothing", { more: "" }, false, /getByRole\('button', { name: 'Later'/],
])("as a script, Playwright's own runner finds it %s", async (name, broken, isGreen, said) => {
  server.pages.set("/", site(broken));
  const script = playwrightScript("Notes: a test of it", compileReplay(recorded.transcript));
  const dir = join(workDir, name.replaceAll(" ", "-"));
  const found = await findBrowser({
    searchPath,
    ...(process.env.CHROMIUM_PATH ? { configuredPath: process.env.CHROMIUM_PATH } : {}),
  });
  const result = await runPlaywright(dir, {
    ...{ script, baseURL: server.proxyServer, searchPath, browserPath: found?.path ?? "" },
  });
  expect(result.output).toMatch(said);
  expect(result.isGreen).toBe(isGreen);
});
