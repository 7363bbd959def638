import type { Locator, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { realSiteHost } from "../../site/real-host.ts";
import { goTo, ranHostile, seriousViolations, type WatchedPage } from "./trajectory-browser.ts";
import { hostile, trajectories } from "./trajectory-run.ts";
import { type ViewedAudit, viewAudit } from "./viewed-audit.ts";

// a real browser on a machine that may be busy
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });
const patience = { timeout: 20_000 };

let viewed: ViewedAudit;
let watched: WatchedPage;
let page: Page;

beforeAll(async () => {
  viewed = await viewAudit([{ key: "one" }], realSiteHost);
  watched = viewed.watched;
  page = watched.page;
});
afterAll(() => viewed?.[Symbol.asyncDispose]());

/** Goes to a trajectory and waits until it is drawn. */
async function show(id: string, query = ""): Promise<void> {
  await goTo(page, `#/one/trajectory/${id}${query}`);
  await page.locator('[data-view="trajectory"][data-ready]').waitFor();
}

function frames(): Locator {
  return page.locator(".filmstrip [role=treeitem]");
}

function selectedFrame(): Promise<string | null> {
  return page.locator(".filmstrip [aria-selected=true] .unseen").textContent();
}

function panel(): Locator {
  return page.getByRole("tabpanel").first();
}

describe("the filmstrip", () => {
  test("tells of each step its kind, scores and errors, and opens at the chosen one", async () => {
    await show(trajectories.tree);
    expect(await frames().locator(".unseen").allTextContents()).toEqual([
      "Step 0, code: screenshot score 4 of 5, GUI score not run",
      "Step 1, code: screenshot score 1 of 5, GUI score not run, failed: screenshot",
      "Step 2, code: screenshot score not run, GUI score not run, failed: installation, files of the reply",
      "Step 3, code: screenshot score 5 of 5, GUI score not run",
      "Step 4, GUI test: screenshot score 5 of 5, GUI score 4 of 5, chosen",
      "Step 5, finish: screenshot score not run, GUI score not run",
    ]);
    expect(await selectedFrame()).toContain("Step 4");
    expect(await page.locator(".rail-back").count()).toBe(1);
    expect(await page.locator(".rail-line.on-path").count()).toBe(2);
    expect(
      await panel()
        .getByRole("img", { name: /^Screenshot of Step 4, GUI test: screenshot score 5/ })
        .count(),
    ).toBe(1);
  });

  test("is walked by keys: along the path, and from branch to branch", async () => {
    await show(trajectories.tree);
    await page.locator(".filmstrip [aria-selected=true]").focus();
    for (const [key, step] of [
      ["ArrowLeft", 3],
      ["ArrowLeft", 0],
      ["ArrowRight", 3],
      ["ArrowDown", 1],
      ["ArrowRight", 2],
      ["ArrowUp", 4],
      ["Home", 0],
      ["End", 4],
    ] as const) {
      await page.keyboard.press(key);
      await page.waitForURL(new RegExp(`step=${step}$`));
      expect(await page.evaluate(() => document.activeElement?.textContent)).toContain(`Step ${step},`);
    }
  });

  test("is walked from anywhere on the page, and a click selects", async () => {
    await show(trajectories.tree, "?step=0");
    await page.locator("h1").focus();
    await page.keyboard.press("ArrowRight");
    await page.waitForURL(/step=3$/);
    await frames().nth(1).click();
    await page.waitForURL(/step=1$/);
  });
});

/** What each tab has to show of a step. */
const tabs: [tab: string, step: number, texts: (string | RegExp)[]][] = [
  [
    "Overview",
    0,
    [
      "What the judge saw",
      `A page ${hostile} with a heading.`,
      "Larger letters.",
      "judge failed",
      "teacher",
      "2.0 s",
    ],
  ],
  ["Overview", 2, ["After 2 error steps the agent went back to step 0."]],
  ["Overview", 3, ["Begun again (1): the browser ended"]],
  ["Reply", 0, ["System prompt", "I build a shop.", "package.json", "src/App.jsx"]],
  ["Files", 3, ["src/App.jsx", "+1", "Bicycles and more"]],
  [
    "Build",
    2,
    ["leaves the workspace", "npm install", "E404", `npm error ${hostile}`, "The installation failed."],
  ],
  ["Page", 1, ["Console errors", `Uncaught ${hostile}`, "GET /missing.png 404", "fonts.example.org"]],
  ["Feedback", 1, [`The site of step 1 was looked at. ${hostile}`]],
  ["GUI test", 4, ["verdict: yes", "3 turns", `I try number 1. ${hostile}`, "Click [1]", "done"]],
  ["Judges", 0, ["asked 2 times", "I like it.", /"grade": 4/]],
  ["Calls", 0, ["step-0/screenshot-grade/1", "3 calls", "3,600", "2,400", "$0.04", "3.8 s"]],
  ["Rules", 0, ["There is no verdict yet."]],
  ["Dataset rows", 0, ["No emitted dataset has a row of it."]],
];

describe("the tabs of a step", () => {
  test.each(tabs)("%s of step %i", async (tab, step, texts) => {
    await show(trajectories.tree, `?step=${step}`);
    await page
      .getByRole("tab", { name: new RegExp(`^${tab}`) })
      .first()
      .click();
    for (const text of texts) await panel().getByText(text).first().waitFor();
    expect(await ranHostile(page)).toBe(false);
  });

  test("a reply is shown raw, and its files open where they stand", async () => {
    await show(trajectories.tree, "?step=0&tab=reply");
    await panel().locator("summary", { hasText: "server.js" }).click();
    await panel().locator(".token-keyword", { hasText: "import" }).first().waitFor();
    await panel().getByText("Raw", { exact: true }).click();
    await panel()
      .getByText(/<boltArtifact id="site"/)
      .waitFor();
  });

  test("a judge's request is shown with the pictures that it saw", async () => {
    await show(trajectories.tree, "?step=0&tab=judges");
    await panel().locator("summary", { hasText: "Request: 1 message" }).first().click();
    await panel()
      .getByText(/What do you say to step-0\/screenshot-grade\/1/)
      .waitFor();
    await expectLoaded(panel().getByRole("img", { name: "Picture shown with message 1" }));
  });

  test("the files are a tree with marks, walked by keys, and a file is compared with its parent's", async () => {
    await show(trajectories.tree, "?step=1&tab=files");
    await panel().getByText("5 files · 2 added · 1 changed · 1 deleted").waitFor();
    const marked = await panel().locator("[role=treeitem]").allInnerTexts();
    expect(marked.filter((line) => /, (added|changed|deleted)$/.test(line.trim()))).toHaveLength(4);
    await panel().locator("mark", { hasText: "Broken" }).waitFor();
    await panel().getByText("Side by side").click();
    await panel().locator(".diff-side mark", { hasText: "Bicycles" }).waitFor();
    await panel()
      .getByRole("treeitem", { name: /App\.jsx/ })
      .focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(/file=src%2Fold\.css/);
    await panel().locator(".diff-deleted", { hasText: "h1 { color: navy; }" }).waitFor();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    expect(
      await panel()
        .getByRole("treeitem", { name: /old\.css/ })
        .count(),
    ).toBe(0);
    expect(page.url()).toContain("step=1");
  });

  test("a GUI test is walked turn by turn", async () => {
    await show(trajectories.tree, "?tab=gui");
    await page.keyboard.press("n");
    await panel().getByText("There is no element [2].").waitFor();
    await panel().getByRole("tab", { name: "Turn 2: Type [2]; [bell], not done" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.waitForURL(/turn=3/);
    await expectLoaded(panel().getByRole("img", { name: /^Page at turn 3 of step 4/ }));
    await page.keyboard.press("p");
    await page.waitForURL(/turn=2/);
    expect(page.url()).not.toContain("step=");
  });
});

/** Resolves once a picture is there. */
async function expectLoaded(picture: Locator): Promise<void> {
  await picture.waitFor();
  await expect
    .poll(
      () => picture.evaluate((element) => (element instanceof HTMLImageElement ? element.naturalWidth : 0)),
      patience,
    )
    .toBeGreaterThan(0);
}

describe("what is not as it should be is shown for what it is", () => {
  test("a failed trajectory, unmeasured scores and a screenshot that is not in the pack", async () => {
    await show(trajectories.odd);
    const head = page.locator(".trajectory-head");
    await head.getByText(`It failed. ${hostile}`).waitFor();
    expect(await head.locator(".trajectory-scores").textContent()).toMatch(
      /judge failed[\s\S]*not measurable/,
    );
    await panel().getByText("screenshotImage: not in the pack").waitFor();
    await panel().getByText("missing picture").waitFor();
  });

  test("a reply of 5 MB is cut, and drawn in parts", async () => {
    await show(trajectories.odd, "?tab=reply");
    await panel().getByText("cut: it was longer").waitFor();
    expect((await panel().textContent())?.length).toBeLessThan(60_000);
    await panel()
      .getByRole("button", { name: /^Show more: / })
      .click();
    await expect.poll(async () => (await panel().textContent())?.length, patience).toBeGreaterThan(200_000);
  });

  test("binary files are named so, and a PNG is shown", async () => {
    await show(trajectories.odd, "?tab=files&file=data.bin");
    await panel().getByText("Binary, 4 B: it is not shown as text.").waitFor();
    await panel()
      .getByRole("treeitem", { name: /photo\.png/ })
      .click();
    await expectLoaded(panel().getByRole("img", { name: "photo.png" }));
  });

  test.each([
    [trajectories.recorded, "still recorded"],
    [trajectories.damaged, "journal.jsonl: line 5: the last line is cut"],
  ])("%s: %s", async (id, text) => {
    await show(id);
    await page.locator(".trajectory-head").getByText(text).waitFor();
    expect(await selectedFrame()).toMatch(/latest$/);
  });

  test("a trajectory that is not there", async () => {
    await goTo(page, "#/one/trajectory/nobody");
    await page.getByText("Could not load trajectory nobody.").waitFor();
  });
});

describe("the site itself", () => {
  test("is built, opened beside its screenshot, used, and closed", async () => {
    await show(trajectories.tree);
    await panel().getByRole("button", { name: "Open the site" }).click();
    const frame = panel().locator("iframe");
    await frame.waitFor({ timeout: 60_000 });
    expect(await frame.getAttribute("sandbox")).toBe(
      "allow-scripts allow-forms allow-same-origin allow-modals",
    );
    const site = frame.contentFrame();
    await clickInside(frame, site.getByRole("button", { name: "Buy" }));
    await site.getByRole("button", { name: "Bought" }).waitFor();
    expect(await panel().getByRole("link", { name: "Open in a tab" }).getAttribute("rel")).toContain(
      "noopener",
    );
    const closed = page.waitForResponse((response) => response.request().method() === "DELETE");
    await panel().getByRole("button", { name: "Close" }).click();
    expect((await closed).ok()).toBe(true);
    expect(await frame.count()).toBe(0);
  });

  test("that does not run says why", async () => {
    await page.route("**/live/one/site", (route) =>
      route.fulfill({ json: { ok: false, reason: `npm error ${hostile}` } }),
    );
    await show(trajectories.tree, "?step=0");
    await page.keyboard.press("o");
    await panel().getByText("The site does not run.").waitFor();
    await panel().getByText(`npm error ${hostile}`).waitFor();
    await page.unroute("**/live/one/site");
  });
});

/** Clicks where a person sees it: the page in the frame is drawn smaller than it is. */
async function clickInside(frame: Locator, target: Locator): Promise<void> {
  const inner = await target.evaluate((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2 };
  });
  await frame.scrollIntoViewIfNeeded();
  const box = await frame.boundingBox();
  if (box === null) throw new Error("The frame is not shown");
  const scale = box.width / 1024;
  await page.mouse.click(box.x + inner.x * scale, box.y + inner.y * scale);
}

test.each(["light", "dark"] as const)("axe finds nothing serious in the %s theme", async (colorScheme) => {
  await page.emulateMedia({ colorScheme });
  for (const query of [
    "?step=0",
    "?step=0&tab=reply",
    "?step=1&tab=files&view=side",
    "?step=2&tab=build",
    "?tab=gui",
    "?step=0&tab=judges",
    "?step=0&tab=calls",
  ]) {
    await show(trajectories.tree, query);
    await page.getByText("Loading").first().waitFor({ state: "detached" });
    expect(await seriousViolations(page, colorScheme), query).toEqual([]);
  }
});

test("on a phone nothing is wider than the screen", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const tab of ["overview", "reply", "files", "gui", "judges", "calls", "build"]) {
    await show(trajectories.tree, `?tab=${tab}`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), tab).toBeLessThanOrEqual(390);
  }
});

test("nothing that models or pages wrote ran, and the page complains of nothing", async () => {
  expect(await ranHostile(page)).toBe(false);
  expect(watched.complaints).toEqual([]);
});
