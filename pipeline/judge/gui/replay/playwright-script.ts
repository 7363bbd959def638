import { assertNever } from "../../../errors.ts";
import type { ElementDescription, ReplayStep } from "./replay-plan.ts";

/**
 * A GUI test as a script for Playwright's test runner, by what a visitor sees and not by numbers or styles. The site's
 * address is its `baseURL`.
 */
export function playwrightScript(title: string, steps: readonly ReplayStep[]): string {
  const fields = new TypedFields();
  const lines = steps.flatMap((step) => [
    `  // turn ${step.turn}`,
    ...actionLines(step, fields.locate(step)).map((line) => `  ${line}`),
    ...expectationLines(step).map((line) => `  ${line}`),
  ]);
  return [
    'import { expect, test } from "@playwright/test";',
    "",
    `test(${JSON.stringify(title)}, async ({ page }) => {`,
    "  await page.setViewportSize({ width: 1024, height: 768 });",
    '  await page.goto("/");',
    ...lines,
    "});",
    "",
  ].join("\n");
}

/** Fields that something was typed into: they show that now, and are found by what they showed before. */
class TypedFields {
  readonly #locators = new Map<string, string>();

  /** The locator of a step's target. What the step types is remembered. */
  locate({ action, target }: ReplayStep): string {
    if (target === null) return "page";
    const known = isField(target) ? this.#locators.get(keyOf(target)) : undefined;
    const locator = known ?? `${locatorOf(target)}.nth(${target.nth})`;
    if (action.kind === "type" && isField(target))
      this.#locators.set(keyOf({ tag: target.tag, text: action.text }), locator);
    return locator;
  }
}

function keyOf({ tag, text }: Pick<ElementDescription, "tag" | "text">): string {
  return `${tag}\n${nameOf(text)}`;
}

function actionLines({ action, target }: ReplayStep, locator: string): string[] {
  switch (action.kind) {
    case "click":
      return [`await ${locator}.click();`];
    case "type":
      if (target?.tag === "select")
        return [`await ${locator}.selectOption({ label: ${quote(action.text)} });`];
      return [`await ${locator}.fill(${quote(action.text)});`, 'await page.keyboard.press("Enter");'];
    case "scroll":
      return [
        ...(target === null ? [] : [`await ${locator}.hover();`]),
        `await page.mouse.wheel(0, ${action.direction === "down" ? 512 : -512});`,
      ];
    case "wait":
      return ['await page.waitForLoadState("networkidle");'];
    case "go-back":
      return ["await page.goBack();"];
    default:
      return assertNever(action);
  }
}

/** What must be there afterwards: the address, and the first thing but a field that the action brought. */
function expectationLines({ change }: ReplayStep): string[] {
  if (change === null) return [];
  const { movedTo } = change;
  const first = change.gained.find((element) => !isField(element));
  return [
    ...(movedTo === null
      ? []
      : [
          `await expect(page).toHaveURL((url) => url.pathname + url.search + url.hash === ${quote(movedTo)});`,
        ]),
    ...(first === undefined ? [] : [`await expect(${locatorOf(first)}.first()).toBeVisible();`]),
  ];
}

const roles: Readonly<Record<string, string>> = {
  a: "link",
  button: "button",
  'input type="button"': "button",
  'input type="submit"': "button",
  'input type="checkbox"': "checkbox",
  'input type="radio"': "radio",
};

/** By role and name, or by the text it shows; a field by its placeholder, its label or what was typed into it. */
function locatorOf(element: ElementDescription): string {
  const { tag, text } = element;
  const role = roles[tag];
  if (role !== undefined) {
    const byName = `page.getByRole(${quote(role)}, ${named(text)})`;
    // a label for screen readers takes the place of the text that was seen
    const isText = (tag === "a" || tag === "button") && text !== "";
    return isText ? `${byName}.or(page.locator(${quote(tag)}).filter({ hasText: ${shown(text)} }))` : byName;
  }
  if (tag === "select")
    return `page.locator("select").filter({ hasText: ${quote(nameOf(text.split(" (options:")[0] ?? ""))} })`;
  if (!isField(element)) return `page.locator(${quote(tag)}).filter({ hasText: ${quote(nameOf(text))} })`;
  const name = quote(nameOf(text));
  const value = quote(`[value=${JSON.stringify(text)}]`);
  return `page.getByPlaceholder(${name}).or(page.getByLabel(${name})).or(page.locator(${value}))`;
}

function isField({ tag }: ElementDescription): boolean {
  return tag === "textarea" || (tag.startsWith("input") && roles[tag] === undefined);
}

/** A name that was cut is looked for by its beginning. */
function named(text: string): string {
  return `{ name: ${quote(nameOf(text))}${text.endsWith("…") ? "" : ", exact: true"} }`;
}

/** The whole of what an element shows, as a pattern: letters may be in another case by its style. */
function shown(text: string): string {
  const words = nameOf(text)
    .split(/\s+/)
    .map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  return `/^\\s*${words.join("\\s*")}${text.endsWith("…") ? "" : "\\s*$"}/i`;
}

/** A text without what the list adds to it: the mark of a cut, and states, which are no part of a name. */
function nameOf(text: string): string {
  return text
    .replace(/ \((?:checked|disabled)\)/g, "")
    .replace(/…$/, "")
    .trim();
}

function quote(text: string): string {
  return JSON.stringify(text);
}
