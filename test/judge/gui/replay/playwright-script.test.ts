import { expect, it } from "vitest";
import type { GuiTranscript } from "../../../../pipeline/contracts/generated/gui-transcript.ts";
import { playwrightScript } from "../../../../pipeline/judge/gui/replay/playwright-script.ts";
import { compileReplay } from "../../../../pipeline/judge/gui/replay/replay-plan.ts";

type Turn = GuiTranscript["turns"][number];
type Element = [tag: string, text: string];

const turn = (action: string | null, elements: Element[], parts: Partial<Turn> = {}): Omit<Turn, "turn"> => ({
  ...{ url: "http://localhost:5173/", title: "", truncated: false, image: null, reply: "", thought: "" },
  ...{ action, result: "", ok: true, exchange: null },
  elements: elements.map(([tag, text], index) => ({ index, tag, text })),
  ...parts,
});

function compile(...turns: Omit<Turn, "turn">[]) {
  const numbered = turns.map((each, at) => ({ turn: at + 1, ...each }));
  return compileReplay({ turns: numbered, answer: null, verdict: "yes", endedBy: "answer" });
}

/** The locator of a button of one word. */
const button = (word: string): string =>
  `page.getByRole("button", { name: "${word}", exact: true }).or(page.locator("button").filter({ hasText: /^\\s*${word}\\s*$/i }))`;

const page: Element[] = [
  ["button", "Add"],
  ["button", "Add"],
  ['input type="text"', "Search"],
];

it("keeps the actions that succeeded, with what they acted on and changed", () => {
  const steps = compile(
    turn("Click [1]", page),
    turn("Click [9]", [...page.slice(1), ["a", "Home"]], { ok: false }),
    turn(null, page, { ok: false }),
    turn("Scroll [WINDOW]; [down]", page, { url: "http://localhost:5173/#/next" }),
    turn("ANSWER; [YES]", page, { url: "http://localhost:4000/#/next" }),
  );
  expect(steps).toEqual([
    {
      turn: 1,
      action: { kind: "click", index: 1 },
      target: { tag: "button", text: "Add", nth: 1 },
      change: {
        gained: [{ tag: "a", text: "Home" }],
        lost: [{ tag: "button", text: "Add" }],
        movedTo: null,
      },
      images: { before: null, after: null },
    },
    {
      turn: 4,
      action: { kind: "scroll", target: "WINDOW", direction: "down" },
      target: null,
      change: { gained: [], lost: [], movedTo: null },
      images: { before: null, after: null },
    },
  ]);
});

it("does not take what a field shows for the site's doing", () => {
  const after: Element[] = [...page.slice(0, 2), ['input type="text"', "tea"], ["button", "tea"]];
  expect(compile(turn("Type [2]; [tea]", page), turn("Wait", after))[0]?.change).toEqual({
    gained: [{ tag: "button", text: "tea" }],
    lost: [],
    movedTo: null,
  });
});

it("expects nothing of what was not looked at afterwards", () => {
  expect(compile(turn("Wait", page))[0]?.change).toBeNull();
});

it.each<[string, string, Element[], string]>([
  [
    "a button by its name, or by the text it shows under another",
    "Click [1]",
    [
      ["button", "Add"],
      ["button", "Next (→)"],
    ],
    'page.getByRole("button", { name: "Next (→)", exact: true }).or(page.locator("button").filter({ hasText: /^\\s*Next\\s*\\(→\\)\\s*$/i })).nth(0).click();',
  ],
  [
    "a name that was cut by its beginning",
    "Click [0]",
    [["a", "A long…"]],
    'page.getByRole("link", { name: "A long" }).or(page.locator("a").filter({ hasText: /^\\s*A\\s*long/i })).nth(0).click();',
  ],
  [
    "a box without its state",
    "Click [0]",
    [['input type="checkbox"', "Done (checked)"]],
    'page.getByRole("checkbox", { name: "Done", exact: true }).nth(0).click();',
  ],
  [
    "a field by what it shows",
    "Type [2]; [tea]",
    page,
    '.getByPlaceholder("Search").or(page.getByLabel("Search")).or(page.locator("[value=\\"Search\\"]")).nth(0).fill("tea");',
  ],
  [
    "a select box by its option",
    "Type [0]; [B]",
    [["select", "A (options: A, B)"]],
    'page.locator("select").filter({ hasText: "A" }).nth(0).selectOption({ label: "B" });',
  ],
  [
    "anything else by its text",
    "Click [0]",
    [["div", "Card"]],
    'page.locator("div").filter({ hasText: "Card" }).nth(0).click();',
  ],
  ["the window", "Scroll [WINDOW]; [up]", [], "page.mouse.wheel(0, -512);"],
  ["the page before", "GoBack", [], "page.goBack();"],
])("writes %s", (_, action, elements, line) => {
  expect(playwrightScript("t", compile(turn(action, elements)))).toContain(line);
});

it("expects the address and the first thing but a field that an action brought", () => {
  const after: Element[] = [...page, ["textarea", "New"], ["button", "Send"], ["button", "Drop"]];
  const steps = compile(turn("Click [0]", page), turn("Wait", after, { url: "http://localhost:5173/#/new" }));
  expect(playwrightScript('A "site"\n', steps).split("\n")).toEqual([
    'import { expect, test } from "@playwright/test";',
    "",
    'test("A \\"site\\"\\n", async ({ page }) => {',
    "  await page.setViewportSize({ width: 1024, height: 768 });",
    '  await page.goto("/");',
    "  // turn 1",
    `  await ${button("Add")}.nth(0).click();`,
    '  await expect(page).toHaveURL((url) => url.pathname + url.search + url.hash === "/#/new");',
    `  await expect(${button("Send")}.first()).toBeVisible();`,
    "  // turn 2",
    '  await page.waitForLoadState("networkidle");',
    "});",
    "",
  ]);
});

it("finds a field that something was typed into by what it showed before", () => {
  const typed: Element[] = [
    ["button", "Add"],
    ["button", "Add"],
    ['input type="text"', "tea"],
  ];
  const script = playwrightScript(
    "t",
    compile(turn("Type [2]; [tea]", page), turn("Type [2]; [milk]", typed), turn("Wait", typed)),
  );
  expect(script.match(/page\.getByPlaceholder\("[^"]*"\).*\.fill\("\w+"\)/g)).toEqual([
    expect.stringMatching(/^page\.getByPlaceholder\("Search"\).*\.fill\("tea"\)$/),
    expect.stringMatching(/^page\.getByPlaceholder\("Search"\).*\.fill\("milk"\)$/),
  ]);
});
