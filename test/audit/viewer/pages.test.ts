import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { openAuditStand, type StandAnswer } from "./support/audit-stand.ts";
import { openChromium } from "./support/chromium.ts";
import { buildReview, buildRow } from "./support/row-builder.ts";
import { answerRun, buildFullView, buildRows } from "./support/stand-run.ts";
import { buildRunView } from "./support/view-builder.ts";
import { openViewerPage, overflow, seriousViolations } from "./support/viewer-page.ts";

vi.setConfig({ testTimeout: 120_000 });

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser.close());

async function stand(answer: StandAnswer) {
  const opened = await openAuditStand(answer);
  onTestFinished(() => opened.close());
  return opened;
}

async function standRun(count: number) {
  const rows = buildRows(count);
  const state = { rows, view: buildFullView(rows) };
  return { state, ...(await stand(answerRun(state))) };
}

function focusedText(page: Page): Promise<string | undefined> {
  return page.evaluate(() => document.activeElement?.textContent);
}

const reviewer = { "audit-reviewer": "ada" };

const views: [name: string, hash: string][] = [
  ["overview", "#/first/overview"],
  ["trajectories", "#/first/trajectories?q=list&sort=id"],
  ["review", "#/first/review"],
  ["blind review", "#/first/review?blind=1"],
];

test.each(views)(
  "%s has no serious accessibility violation in light, in dark and on a phone",
  async (_, hash) => {
    const { url } = await standRun(20);
    const { page, complaints } = await openViewerPage(browser, url + hash, { kept: reviewer });
    await page.locator("img.picture").first().waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await seriousViolations(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 800 });
    await expect.poll(() => overflow(page)).toBe(0);
    expect(await seriousViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  },
);

test("every view says that its data cannot be had, and asks again", async () => {
  const rows = buildRows(8);
  const answer = answerRun({ rows, view: buildFullView(rows) });
  let broken = true;
  const { url } = await stand((request) => {
    if (broken && request.address.startsWith("data/first/")) throw new Error("The disk is gone.");
    return answer(request);
  });
  const { page } = await openViewerPage(browser, url, { kept: reviewer });
  for (const [, hash] of views) {
    broken = true;
    await page.goto(url + hash);
    await page.reload();
    await page.getByText("The disk is gone.").first().waitFor();
    broken = false;
    await page.getByRole("button", { name: "Try again" }).first().click();
    await page.locator("img.picture").first().waitFor();
  }
});

test("every view tells of an empty run", async () => {
  const { url } = await stand(answerRun({ rows: [], view: buildRunView({ state: "recording" }) }));
  const { page } = await openViewerPage(browser, url, { kept: reviewer });
  for (const [name, hash] of views) {
    await page.goto(url + hash);
    const told = /review/.test(name) ? "There is nothing to review yet." : "No trajectory yet.";
    await page.getByText(told).waitFor();
    expect(await seriousViolations(page)).toEqual([]);
  }
});

test("every view shows hostile text as text", async () => {
  const hostile =
    "<img src=x onerror='window.ran=1'><script>window.ran=1</script>\"><svg onload=window.ran=1>";
  const row = buildRow({
    instruction: `list ${hostile}`,
    applicationType: hostile,
    teacher: hostile,
    reason: hostile,
    status: "damaged",
    errorStages: [hostile],
    reviews: [buildReview({ reviewer: hostile, note: hostile })],
  });
  const rows = [row, { ...row, id: "t-2" }, buildRow({ id: "t-3" })];
  const view = buildFullView(rows, { models: { teacher: hostile }, problems: [hostile] });
  const { url } = await stand(answerRun({ rows, view }));
  const { page, complaints } = await openViewerPage(browser, url, { kept: reviewer });
  for (const [, hash] of views) {
    await page.goto(url + hash);
    await page.locator("img.picture").first().waitFor();
    await page.locator("main").getByText("<script>window.ran=1</script>").first().waitFor();
    expect(await page.evaluate("window.ran")).toBeUndefined();
    expect(await page.locator("main script, main svg, main [onerror]").count()).toBe(0);
  }
  expect(complaints).toEqual([]);
});

test("a link with markup in it is a place that does not exist", async () => {
  const { url } = await standRun(3);
  const { page } = await openViewerPage(browser, `${url}#/x/<img src=x onerror=window.ran=1>`);
  await page.getByText("There is no such page.").waitFor();
  expect(await page.evaluate("window.ran")).toBeUndefined();
});

describe("the overview", () => {
  test("opens the list at what a number counts", async () => {
    const { url, state } = await standRun(120);
    const { page } = await openViewerPage(browser, `${url}#/first/overview`);
    const cell = page.getByRole("link", { name: "with screenshot 5, GUI 3" });
    const count = Number(await cell.textContent());
    await cell.click();
    await page.getByText(`${count} of 120 trajectories`).first().waitFor();
    expect(await page.evaluate(() => location.hash)).toBe("#/first/trajectories?gui=3&screenshot=5");
    await page.goBack();
    await page.getByRole("row", { name: /^kept/ }).getByRole("link").first().click();
    const kept = state.rows.filter(({ verdicts }) => verdicts.strict?.kept).length;
    await page.getByText(`${kept} of 120 trajectories`).first().waitFor();
  });

  test("moves the minima by the keyboard, and back", async () => {
    const { url, state } = await standRun(120);
    const { page } = await openViewerPage(browser, `${url}#/first/overview`);
    const slider = page.getByRole("slider", { name: "Screenshot score at least" });
    await slider.press("ArrowRight");
    await slider.press("ArrowRight");
    const above = state.rows.filter(
      (row) => row.screenshot?.value === 5 && (row.gui?.value ?? 0) >= 3,
    ).length;
    await page.getByText(`${above} of 120 pass`).waitFor();
    expect(await page.evaluate(() => location.hash)).toContain("min=5%2C3");
    await page.getByRole("button", { name: "As in the recipe" }).click();
    expect(await slider.inputValue()).toBe("3");
  });
});

describe("the list", () => {
  test("draws few of 4,000 trajectories, narrows them down, and is found again by its link", async () => {
    const { url } = await standRun(4_000);
    const { page } = await openViewerPage(browser, `${url}#/first/trajectories`);
    await page.getByText("4,000 of 4,000 trajectories").first().waitFor();
    expect(await page.getByRole("row").count()).toBeLessThan(40);
    await page.getByRole("checkbox", { name: /^Forum/ }).check();
    await page.getByText("1,000 of 4,000 trajectories").first().waitFor();
    await page.getByRole("searchbox").fill("t-00042");
    await page.getByText("Files and feedback of 5 of 4,000 trajectories are searched so far.").waitFor();
    await page.getByRole("row", { name: /number 42,/ }).waitFor();
    await page.getByRole("combobox", { name: "Sort by" }).selectOption("cost");
    await page.reload();
    await page.getByRole("row", { name: /number 42,/ }).waitFor();
    expect(await page.getByRole("checkbox", { name: /^Forum/ }).isChecked()).toBe(true);
    expect(await page.getByRole("combobox", { name: "Sort by" }).inputValue()).toBe("cost");
  });

  test("shows what the server found in files, and nothing else of another word", async () => {
    const { url } = await standRun(50);
    const { page } = await openViewerPage(browser, `${url}#/first/trajectories?q=nowhere`);
    await page.getByText("1 of 50 trajectories").first().waitFor();
    await page.getByRole("row", { name: /t-00003/ }).waitFor();
  });

  test("goes by the keyboard, and comes back to where it was left", async () => {
    const { url } = await standRun(500);
    const { page } = await openViewerPage(browser, `${url}#/first/trajectories?sort=id`);
    await page.getByText("500 of 500 trajectories").first().waitFor();
    for (let press = 0; press < 12; press++) await page.keyboard.press("j");
    await expect.poll(() => focusedText(page)).toContain("number 11,");
    const left = await page.evaluate(() => window.scrollY);
    expect(left).toBeGreaterThan(0);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1 }).waitFor();
    await expect.poll(() => page.evaluate(() => location.hash)).toContain("/trajectory/t-00011");
    expect(await page.evaluate(() => window.scrollY)).toBe(0);
    await page.goBack();
    await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(left);
  });

  test("takes in what is recorded meanwhile, and loses neither place nor focus", async () => {
    const opened = await standRun(300);
    const { page } = await openViewerPage(browser, `${opened.url}#/first/trajectories?sort=id`);
    await opened.listening();
    await page.getByText("300 of 300 trajectories").first().waitFor();
    for (let press = 0; press < 12; press++) await page.keyboard.press("j");
    const left = await page.evaluate(() => window.scrollY);
    opened.state.rows = buildRows(310);
    opened.send({ kind: "run-changed", run: "first", trajectoryIds: ["t-00305"] });
    await page.getByText("310 of 310 trajectories").first().waitFor();
    expect(await page.evaluate(() => window.scrollY)).toBe(left);
    expect(await focusedText(page)).toContain("number 11,");
  });

  test("keeps a view under a name", async () => {
    const { url } = await standRun(40);
    const { page } = await openViewerPage(browser, `${url}#/first/trajectories?type=Shop`);
    await page.getByRole("button", { name: "Save this view" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("Only shops");
    await page.keyboard.press("Enter");
    await page.goto(`${url}#/first/trajectories`);
    await page.reload();
    await page.getByRole("link", { name: "Only shops" }).click();
    await page.getByText("10 of 40 trajectories").first().waitFor();
  });
});

test("the theme is chosen, and kept", async () => {
  const { url } = await standRun(3);
  const { page } = await openViewerPage(browser, `${url}#/first/overview`, { theme: "light" });
  await page.getByRole("button", { name: /^Theme: system/ }).click();
  await page.getByRole("button", { name: /^Theme: light/ }).click();
  await page.reload();
  await page.getByRole("button", { name: /^Theme: dark/ }).waitFor();
  const ground = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  expect(ground).toBe("rgb(19, 20, 23)");
});

test("a server that goes away is told, and what is shown stays", async () => {
  const opened = await standRun(30);
  const { page } = await openViewerPage(browser, `${opened.url}#/first/trajectories`);
  await page.getByText("30 of 30 trajectories").first().waitFor();
  await opened.listening();
  opened.drop();
  await page.getByText("server gone").waitFor();
  await page.getByText("30 of 30 trajectories").first().waitFor();
});
