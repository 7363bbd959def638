import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { RunPaths } from "../../../pipeline/run/run-paths.ts";
import { assetsDir } from "../../../scripts/build-viewer.ts";
import { recordedRun, serveAudit } from "../support/served-audit.ts";
import { openAuditStand } from "./support/audit-stand.ts";
import { openChromium } from "./support/chromium.ts";
import { answerRun, buildFullView, buildRows } from "./support/stand-run.ts";
import { openViewerPage } from "./support/viewer-page.ts";

vi.setConfig({ testTimeout: 120_000 });

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser.close());

const reviewer = { "audit-reviewer": "ada" };

async function servedRun(trajectories: number) {
  const dir = await recordedRun(trajectories);
  const { url } = await serveAudit([dir], { assets: assetsDir });
  return {
    url,
    reviews: async (): Promise<Record<string, unknown>[]> => {
      const text = await readFile(new RunPaths(dir).reviews, "utf8").catch(() => "");
      return text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
    },
  };
}

async function standRun(refuse: () => boolean = () => false) {
  const rows = buildRows(12);
  const answer = answerRun({ rows, view: buildFullView(rows) });
  const opened = await openAuditStand((request) => {
    if (request.method === "POST" && refuse()) throw new Error("The disk is full.");
    return answer(request);
  });
  onTestFinished(() => opened.close());
  return opened;
}

async function press(page: Page, keys: string): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

function shownId(page: Page): Promise<string | null> {
  return page.getByRole("region", { name: /^Trajectory / }).getAttribute("aria-label");
}

test("the reviewer is asked for once, and judges by the keyboard alone", async () => {
  const { url, reviews } = await servedRun(4);
  const { page, complaints } = await openViewerPage(browser, `${url}#/run/review?blind=1`);
  await page.getByRole("textbox", { name: "Your name" }).fill("ada");
  await page.keyboard.press("Enter");
  await page.getByText("1 of 4").waitFor();
  const first = await shownId(page);

  await press(page, "4g2e");
  await page.keyboard.type("jumps and 5 cards");
  await page.keyboard.press("Escape");
  await press(page, "y");
  await page.getByText("2 of 4").waitFor();
  await press(page, "n");
  await page.getByText("3 of 4").waitFor();
  await press(page, "u");
  await page.getByText("4 of 4 · 3 reviewed by you").waitFor();

  const kept = await reviews();
  expect(kept.map(({ decision }) => decision)).toEqual(["keep", "reject", "unsure"]);
  expect(kept[0]).toEqual({
    at: "2026-03-01T00:00:00.000Z",
    trajectoryId: first?.replace("Trajectory ", ""),
    reviewer: "ada",
    decision: "keep",
    screenshotScore: 4,
    guiScore: 2,
    step: null,
    blind: true,
    note: "jumps and 5 cards",
  });

  await press(page, "kkk");
  await page.getByText("1 of 4").waitFor();
  expect(await page.getByRole("button", { name: /^Keep/ }).getAttribute("aria-pressed")).toBe("true");
  await page.getByText("Saved.").waitFor();
  await page.reload();
  await page.getByText("1 of 4 · 3 reviewed by you").waitFor();
  expect(await page.getByRole("textbox", { name: "Note" }).inputValue()).toBe("jumps and 5 cards");
  expect(complaints).toEqual([]);
});

test("a changed mind is another line, and what two people say stands beside each other", async () => {
  const { url, reviews } = await servedRun(2);
  const at = `${url}#/run/review?advance=0`;
  const { page } = await openViewerPage(browser, at, { kept: reviewer });
  const { page: other } = await openViewerPage(browser, at, { kept: { "audit-reviewer": "grace" } });
  await page.getByText("1 of 2").waitFor();
  await press(page, "y");
  await page.getByText("Saved.").waitFor();
  await press(page, "n");
  await expect
    .poll(async () => (await reviews()).map(({ decision }) => decision))
    .toEqual(["keep", "reject"]);
  await other.getByRole("region", { name: "Other reviews" }).getByText("reject").waitFor();
  await press(other, "u");
  await page.getByRole("region", { name: "Other reviews" }).getByText("grace").waitFor();
});

test("blind hides scores, verdicts, words and what others said; not blind shows them", async () => {
  const { url } = await standRun();
  const at = `${url}#/first/review?at=t-00009`;
  const { page } = await openViewerPage(browser, at, { kept: { "audit-reviewer": "grace" } });
  const judges = page.getByRole("region", { name: "Judges" });
  await judges.getByText("A list of bicycles under a blue header.").waitFor();
  await judges.getByText("strict").waitFor();
  await page.getByText("The header is cut off.").waitFor();
  await page.getByRole("checkbox", { name: "Blind" }).check();
  await page.getByText(/^Blind:/).waitFor();
  const main = await page.locator("main").textContent();
  expect(main).not.toMatch(/cut off|bicycles under|strict|of 5|Make the header/);
  expect(await page.locator("main .score").count()).toBe(0);
});

test("a review that the server does not take is kept, told, and saved again", async () => {
  let full = true;
  const opened = await standRun(() => full);
  const { page } = await openViewerPage(browser, `${opened.url}#/first/review`, { kept: reviewer });
  await page.getByText("1 of 12").waitFor();
  const id = (await shownId(page))?.replace("Trajectory ", "");
  await press(page, "3y");
  const alert = page.getByRole("alert");
  await alert.getByText("The disk is full.").waitFor();
  await page.getByText("2 of 12").waitFor();

  await page.reload();
  await alert.getByText("A review was not saved.").waitFor();
  full = false;
  await alert.getByRole("button", { name: "Save again" }).click();
  await alert.waitFor({ state: "detached" });
  const sent = JSON.parse(opened.posts.at(-1)?.body ?? "");
  expect(sent).toMatchObject({ trajectoryId: id, decision: "keep", screenshotScore: 3, reviewer: "ada" });
});

test("the queue holds still while trajectories are added to the run, and takes them in when told", async () => {
  const rows = buildRows(12);
  const state = { rows, view: buildFullView(rows) };
  const opened = await openAuditStand(answerRun(state));
  onTestFinished(() => opened.close());
  const { page } = await openViewerPage(browser, `${opened.url}#/first/review`, { kept: reviewer });
  await opened.listening();
  await page.getByText("1 of 12").waitFor();
  await press(page, "jj");
  await page.getByText("3 of 12").waitFor();
  const before = await shownId(page);
  state.rows = buildRows(20);
  opened.send({ kind: "run-changed", run: "first", trajectoryIds: [] });
  await page.getByRole("button", { name: "8 new: take them in" }).waitFor();
  expect(await shownId(page)).toBe(before);
  await page.getByRole("button", { name: "8 new: take them in" }).click();
  await page.getByText(/of 20/).waitFor();
  expect(await shownId(page)).toBe(before);
});

test("the keys are told by ?, and rest while it is open", async () => {
  const { url, posts } = await standRun();
  const { page } = await openViewerPage(browser, `${url}#/first/review`, { kept: reviewer });
  await page.getByText("1 of 12").waitFor();
  await press(page, "?");
  const help = page.getByRole("dialog", { name: "Keyboard" });
  await help.getByText("reject", { exact: true }).waitFor();
  await press(page, "n");
  await page.keyboard.press("Escape");
  await help.waitFor({ state: "hidden" });
  expect(posts).toEqual([]);
  await page.getByText("1 of 12").waitFor();
});

test("reviews go out as a file and come back, and a bad file changes nothing", async () => {
  const { url, reviews } = await servedRun(2);
  const { page } = await openViewerPage(browser, `${url}#/run/review`, { kept: reviewer });
  await page.getByText("1 of 2").waitFor();
  await press(page, "y");
  await expect.poll(async () => (await reviews()).length).toBe(1);
  await page.getByRole("button", { name: "Files…" }).click();
  const downloaded = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download CSV" }).click();
  const csv = await readFile(await (await downloaded).path(), "utf8");
  expect(csv).toContain("ada");
  const input = page.getByLabel("Import a CSV or JSON-lines file");
  await input.setInputFiles({ name: "reviews.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await page.getByText("0 added, 1 were there already.").waitFor();
  const bad = Buffer.from('{"trajectoryId": 7}\n');
  await input.setInputFiles({ name: "bad.jsonl", mimeType: "application/x-ndjson", buffer: bad });
  await page
    .getByText(/^Nothing was imported/)
    .first()
    .waitFor();
  expect(await reviews()).toHaveLength(1);
});
