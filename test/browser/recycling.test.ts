import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Browser, SitePage } from "../../pipeline/browser/site-page.ts";
import { stillRuns } from "../../scripts/proof/sites/processes-below.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { chromiumProcesses } from "./chromium-processes.ts";
import { PageServer } from "./page-server.ts";
import { realBrowser } from "./real-browser.ts";

// real programs on a machine that may be busy
vi.setConfig({ testTimeout: 90_000 });

const never = new AbortController().signal;

/** A browser whose Chromium shows so many pages, and a way to open one with this button. */
async function browserOf(maxPages: number, more: { pageTimeoutMs?: number } = {}) {
  const workDir = await temporaryFolder();
  const browser = await realBrowser(workDir, { maxPages, ...more });
  onTestFinished(() => browser[Symbol.asyncDispose]());
  const server = await PageServer.open();
  onTestFinished(() => server[Symbol.asyncDispose]());
  const open = (text: string): Promise<SitePage> => {
    server.pages.set("/", `<button>${text}</button>`);
    return browser.openPage({
      url: "http://localhost:3000/",
      proxyServer: server.proxyServer,
      signal: never,
    });
  };
  return { browser, open, workDir };
}

async function textOf(page: SitePage): Promise<string | undefined> {
  return (await page.observe()).elements[0]?.text;
}

/** Folders that the running Chromiums keep their profiles in. */
function profileFolders(): string[] {
  const folders = chromiumProcesses().flatMap(({ words }) =>
    words.flatMap((word) => /^--user-data-dir=(.+)$/.exec(word)?.[1] ?? []),
  );
  return [...new Set(folders)];
}

const closed = async (browser: Browser): Promise<void> => browser[Symbol.asyncDispose]();

test("after its number of pages a new Chromium takes over; the old one ends with its last page", async () => {
  const { open } = await browserOf(2);
  await using first = await open("first");
  const [oldFolder = ""] = profileFolders();
  const second = await open("second");
  await using third = await open("third");
  expect(profileFolders()).toHaveLength(2);
  await second[Symbol.asyncDispose]();
  // still in use: it is not ended under a page
  expect(await textOf(first)).toBe("first");
  expect(await textOf(third)).toBe("third");
  await first[Symbol.asyncDispose]();
  await expect.poll(profileFolders, { timeout: 30_000 }).not.toContain(oldFolder);
  await expect.poll(() => existsSync(oldFolder), { timeout: 30_000 }).toBe(false);
  expect(await textOf(third)).toBe("third");
});

test("pages opened at once with one left to show all open", async () => {
  const { open } = await browserOf(1);
  const pages = await Promise.all([open("same"), open("same"), open("same")]);
  expect(await Promise.all(pages.map(textOf))).toEqual(["same", "same", "same"]);
  await Promise.all(pages.map((page) => page[Symbol.asyncDispose]()));
});

test("closing ends every Chromium, pages or not, and leaves no file behind", async () => {
  const { browser, open, workDir } = await browserOf(1);
  await open("left open");
  await open("left open too");
  const folders = profileFolders();
  expect(folders.length).toBeGreaterThanOrEqual(2);
  await closed(browser);
  await closed(browser);
  await expect.poll(() => chromiumProcesses().length, { timeout: 30_000 }).toBe(0);
  await expect.poll(() => folders.filter((folder) => existsSync(folder)), { timeout: 30_000 }).toEqual([]);
  expect(await readdir(workDir)).toEqual([]);
  await expect(open("late")).rejects.toThrow(/closed/);
});

test("a page that is opened and given up closes, and the next one opens", async () => {
  const { browser, open } = await browserOf(10);
  const abort = new AbortController();
  const opening = browser.openPage({
    url: "http://localhost:9/",
    proxyServer: "http://127.0.0.1:9",
    signal: abort.signal,
  });
  abort.abort(new Error("given up"));
  await expect(opening).rejects.toThrow("given up");
  await using page = await open("next");
  expect(await textOf(page)).toBe("next");
});

test("a Chromium that hangs is given up: the next page is another's, and the old one is ended", async () => {
  const { open } = await browserOf(10, { pageTimeoutMs: 8_000 });
  const first = await open("first");
  const hanging = chromiumProcesses();
  for (const { pid } of hanging) process.kill(pid, "SIGSTOP");
  await expect(open("second")).rejects.toThrow("Chromium made no page for 8 s");
  await using third = await open("third");
  expect(await textOf(third)).toBe("third");
  await first[Symbol.asyncDispose]();
  await expect.poll(() => hanging.filter(stillRuns), { timeout: 30_000 }).toEqual([]);
});
