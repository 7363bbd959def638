import type { Page } from "playwright";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { goTo, ranHostile, seriousViolations, type WatchedPage } from "./trajectory-browser.ts";
import { trajectories } from "./trajectory-run.ts";
import { type ViewedAudit, viewAudit } from "./viewed-audit.ts";

// a real browser on a machine that may be busy
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });
const patience = { timeout: 20_000 };

const { tree, odd } = trajectories;
let viewed: ViewedAudit;
let watched: WatchedPage;
let page: Page;

beforeAll(async () => {
  viewed = await viewAudit([{ key: "one" }, { key: "two", gain: -2 }]);
  watched = viewed.watched;
  page = watched.page;
});
afterAll(() => viewed?.[Symbol.asyncDispose]());

async function show(query: string): Promise<void> {
  await goTo(page, `#/compare${query}`);
  await page.locator('[data-view="compare"] [data-ready]').waitFor();
}

const steps = `?a=one/${tree}/0&b=one/${tree}/3`;

test("two steps by picture, scores and files", async () => {
  await show(steps);
  await page
    .getByRole("img", { name: "A: Step 0, code: screenshot score 4 of 5, GUI score not run" })
    .waitFor();
  await page
    .getByRole("img", { name: "B: Step 3, code: screenshot score 5 of 5, GUI score not run" })
    .waitFor();
  const scores = page.getByRole("row", { name: /^Screenshot/ });
  expect(await scores.getByRole("cell").allTextContents()).toEqual([
    "Screenshot score: 4 of 5",
    "Screenshot score: 5 of 5",
  ]);
  await page.getByText("1 differ · 0 only in B · 0 only in A · 3 equal").waitFor();
  await page.locator(".diff-side mark", { hasText: "and more" }).waitFor();
  await page.getByRole("treeitem", { name: "server.js" }).click();
  await page.locator(".files-content").getByText("equal", { exact: true }).waitFor();
});

test("the slider moves by keys and by the pointer", async () => {
  await show(`${steps}&mode=slider`);
  const slider = page.getByRole("slider", { name: "How much of A is shown" });
  const clip = () =>
    page.locator(".slider-box .laid-over").evaluate((image) => getComputedStyle(image).clipPath);
  await slider.focus();
  for (const [key, value] of [
    ["ArrowRight", 52],
    ["PageDown", 42],
    ["ArrowLeft", 40],
    ["Home", 0],
    ["ArrowDown", 0],
    ["End", 100],
  ] as const) {
    await page.keyboard.press(key);
    await expect.poll(() => slider.getAttribute("aria-valuenow"), patience).toBe(String(value));
  }
  expect(await slider.getAttribute("aria-valuetext")).toBe("100 % A, 0 % B");
  expect(await clip()).toBe("inset(0px 0% 0px 0px)");
  const box = await page.locator(".slider-box").boundingBox();
  if (box === null) throw new Error("The slider is not shown");
  await page.mouse.move(box.x + box.width / 2, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 4, box.y + 40);
  await page.mouse.up();
  await page.mouse.move(box.x + box.width - 5, box.y + 40);
  await expect.poll(() => slider.getAttribute("aria-valuenow"), patience).toBe("25");
});

test("two pictures blink in one place until they are stopped, and their difference is drawn", async () => {
  await show(`${steps}&mode=blink`);
  await page.locator(".pictures-laid .side-b").waitFor();
  await page.locator(".pictures-laid .side-a").waitFor();
  await page.getByRole("button", { name: "Stop" }).click();
  const letter = await page.locator(".pictures-laid .side-letter").textContent();
  await page.getByRole("button", { name: /^Show [AB]$/ }).click();
  await expect
    .poll(() => page.locator(".pictures-laid .side-letter").textContent(), patience)
    .not.toBe(letter);
  await page.getByText("Difference").click();
  await page.getByText("Black is equal").waitFor();
});

test("two samples, one of them without its picture", async () => {
  await show(`?a=one/${tree}&b=one/${odd}`);
  await page.getByText("missing picture").waitFor();
  await page.getByText("B: step 0 of shop.1.odd").first().waitFor();
});

test("a step and the same instruction in another run, found from the trajectory's page", async () => {
  await goTo(page, `#/one/trajectory/${tree}?step=3`);
  await page.getByRole("link", { name: "run two" }).click();
  await page.waitForURL(/b=two%2Fshop\.0\.tree/);
  await page.getByText("B: step 4 of shop.0.tree").first().waitFor();
});

test("two runs: who gained, who lost, with pictures", async () => {
  await show("?a=one&b=two");
  await page.getByText("Mean gain of B: −0.67").waitFor();
  expect(await page.locator(".match-gain").allTextContents()).toEqual(["−2", "±0", "±0", "not measured"]);
  await page.getByText("lost 1").click();
  await expect.poll(() => page.locator(".match").count(), patience).toBe(1);
  await page.getByRole("link", { name: "compare", exact: true }).click();
  await page.waitForURL(/a=one%2Fshop\.0\.tree/);
});

test("the gradings of a trajectory beside what was recorded", async () => {
  await show(`?a=one/${tree}&of=gradings`);
  expect(await page.getByRole("row", { name: /^as recorded/ }).textContent()).toMatch(/5 of 5.*4 of 5/);
});

test("sides are chosen on the page", async () => {
  await goTo(page, "#/compare?run=one");
  await page.getByText("Choose what stands on each side.").waitFor();
  await page.getByLabel("Run of A").selectOption("one");
  await page.getByLabel("Run of B").selectOption("two");
  await page.getByText("Mean gain of B").waitFor();
  for (const side of ["A", "B"]) {
    await page.getByLabel(`Trajectory of ${side}`).fill(tree);
    await page.keyboard.press("Tab");
  }
  await page.getByLabel("Step of A").selectOption("0");
  await page.getByRole("img", { name: /^A: Step 0/ }).waitFor();
  await page.getByRole("button", { name: "Swap the sides" }).click();
  await page.getByRole("img", { name: /^B: Step 0/ }).waitFor();
});

test("a side that is not there is told", async () => {
  await goTo(page, `#/compare?a=one/${tree}/99&b=one/${tree}/0`);
  await page.getByText("Trajectory shop.0.tree has no step 99.").waitFor();
});

test.each(["light", "dark"] as const)("axe finds nothing serious in the %s theme", async (colorScheme) => {
  await page.emulateMedia({ colorScheme });
  for (const query of [`${steps}&mode=slider`, "?a=one&b=two", `?a=one/${tree}&of=gradings`]) {
    await show(query);
    await page.getByText("Loading").first().waitFor({ state: "detached" });
    expect(await seriousViolations(page, colorScheme), query).toEqual([]);
  }
});

test("on a phone nothing is wider than the screen", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const query of [steps, `${steps}&mode=slider`, "?a=one&b=two", `?a=one/${tree}&of=gradings`]) {
    await show(query);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), query).toBeLessThanOrEqual(390);
  }
});

test("nothing that models wrote ran, and the page complains of nothing", async () => {
  expect(await ranHostile(page)).toBe(false);
  expect(watched.complaints).toEqual([]);
});
