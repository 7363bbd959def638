import { type ElementHandle, errors, type JSHandle, type Page } from "playwright";
import { errorMessage } from "../errors.ts";
import type { PageMarks } from "./element-marks.ts";
import { firstLine } from "./page-failure.ts";
import type { ActionResult, MarkedElement, PageAction } from "./site-page.ts";
import { PageTimeout, withLimit } from "./with-limit.ts";

const actionTimeoutMs = 3_000;
/** For a second try, where the page gave no reason: a busy machine takes long over what is let happen at once. */
const busyActionTimeoutMs = 9_000;
/** Of an action with all its parts. */
const actionLimitMs = 15_000;
/** How long "wait" gives a page that is quiet now but may have something in store. */
const waitMs = 2_000;
/** Part of the view that one scroll moves, as in the reference. */
const scrollPart = 2 / 3;

/** The elements of the latest observation. */
export interface ObservedElements {
  marks: JSHandle<PageMarks>;
  listed: readonly MarkedElement[];
}

/** Of an element, as it is now. */
interface ElementState {
  isDisabled: boolean;
  isEditable: boolean;
}

/**
 * Does one action. What the page does not let a visitor do is a result with its reason, not an error. `assertToBlame`
 * is given each failure first, and throws where it says nothing of the page.
 */
export async function actOnPage(
  page: Page,
  observed: ObservedElements | null,
  action: PageAction,
  assertToBlame: (failure: unknown) => Promise<void>,
): Promise<ActionResult> {
  try {
    return await withLimit(perform(page, observed, action), actionLimitMs);
  } catch (error) {
    await assertToBlame(error);
    return { ok: false, reason: explainFailure(error) };
  }
}

async function perform(
  page: Page,
  observed: ObservedElements | null,
  action: PageAction,
): Promise<ActionResult> {
  switch (action.kind) {
    case "wait":
      // resolves at the first change, and the page's settling follows
      await page.evaluate(waitForChange, waitMs);
      return { ok: true, note: "Waited." };
    case "go-back":
      if (!(await page.evaluate(canGoBack))) return { ok: false, reason: "There is no earlier page." };
      await page.goBack({ waitUntil: "commit", timeout: actionTimeoutMs });
      return { ok: true, note: `Went back to ${page.url()}` };
    case "scroll":
      if (action.target === "WINDOW")
        return scrolled(page, await page.evaluate(scrollWindow, scrollOf(action)), action.direction);
      return withElement(observed, action.target, async (element) =>
        scrolled(page, await element.evaluate(scrollAround, scrollOf(action)), action.direction),
      );
    case "click":
      return withElement(observed, action.index, async (element, { text }, { isDisabled }) => {
        if (isDisabled) return { ok: false, reason: `Element [${action.index}] is disabled.` };
        await patiently((timeout) => element.click({ timeout }));
        return { ok: true, note: `Clicked [${action.index}] "${text}".` };
      });
    case "type":
      return withElement(observed, action.index, (element, listed, { isEditable }) =>
        typeInto(page, element, listed, { text: action.text, isEditable }),
      );
  }
}

async function withElement(
  observed: ObservedElements | null,
  index: number,
  act: (element: ElementHandle<Element>, listed: MarkedElement, state: ElementState) => Promise<ActionResult>,
): Promise<ActionResult> {
  const listed = observed?.listed[index];
  if (!observed || !listed)
    return { ok: false, reason: `There is no element [${index}] in the latest list.` };
  const [handle, state] = await Promise.all([
    observed.marks.evaluateHandle((marks, at) => marks.elements[at], index),
    observed.marks.evaluate(readState, index),
  ]);
  const element = handle.asElement();
  if (!element) return { ok: false, reason: `Element [${index}] is gone.` };
  try {
    return await act(element, listed, state);
  } finally {
    await element.dispose();
  }
}

async function typeInto(
  page: Page,
  element: ElementHandle<Element>,
  { index, tag, text: label }: MarkedElement,
  { text, isEditable }: { text: string; isEditable: boolean },
): Promise<ActionResult> {
  if (tag === "select") return selectOption(element, index, text);
  if (/type="(checkbox|radio|button|submit|reset|image)"/.test(tag)) {
    return { ok: false, reason: `Element [${index}] takes no text: click it.` };
  }
  if (tag === 'input type="file"')
    return { ok: false, reason: `Element [${index}] takes a file, which cannot be given.` };
  if (isEditable) {
    await patiently((timeout) => element.fill(text, { timeout }));
    await page.keyboard.press("Enter");
  } else {
    // a box around the field, or a widget with its own keyboard handling
    await patiently((timeout) => element.click({ timeout }));
    if (!(await page.evaluate(hasEditableFocus)))
      return { ok: false, reason: `Element [${index}] takes no text.` };
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type(text);
    await page.keyboard.press("Enter");
  }
  return { ok: true, note: `Typed ${JSON.stringify(text)} into [${index}] "${label}" and pressed Enter.` };
}

async function selectOption(
  element: ElementHandle<Element>,
  index: number,
  wanted: string,
): Promise<ActionResult> {
  const names = await element.evaluate((select) =>
    select instanceof HTMLSelectElement ? [...select.options].map((option) => option.text.trim()) : [],
  );
  const fold = (name: string): string => name.trim().toLowerCase();
  const at = names.findIndex((name) => fold(name) === fold(wanted));
  if (at < 0)
    return {
      ok: false,
      reason: `Element [${index}] has no option "${wanted}". It has: ${names.join(", ")}.`,
    };
  await patiently((timeout) => element.selectOption({ index: at }, { timeout }).then(() => undefined));
  return { ok: true, note: `Selected "${names[at]}" in [${index}].` };
}

function scrollOf({ direction }: { direction: "up" | "down" }): number {
  return direction === "down" ? scrollPart : -scrollPart;
}

async function scrolled(page: Page, moved: boolean, direction: "up" | "down"): Promise<ActionResult> {
  if (!moved) return { ok: false, reason: `It cannot be scrolled further ${direction}.` };
  // the page's scripts hear of it with the next frame
  await page.evaluate(afterFrame);
  return { ok: true, note: `Scrolled ${direction}.` };
}

/** What a page does not let happen, Playwright says in the log of its time-out; what has begun is not done twice. */
const saidWhy =
  /intercepts pointer events|not enabled|not visible|outside of the viewport|performing click action/;

async function patiently(act: (timeoutMs: number) => Promise<void>): Promise<void> {
  try {
    await act(actionTimeoutMs);
  } catch (error) {
    if (!(error instanceof errors.TimeoutError) || saidWhy.test(error.message)) throw error;
    await act(busyActionTimeoutMs);
  }
}

function explainFailure(error: unknown): string {
  const message = errorMessage(error);
  const coveredBy = /(<[^>]+>)[^\n]* intercepts pointer events/.exec(message)?.[1];
  if (coveredBy) return `The element is covered by ${coveredBy.slice(0, 100)}.`;
  if (/not attached|detached|Execution context was destroyed|JSHandle is disposed/.test(message)) {
    return "The element is gone: the page has changed since the list was made.";
  }
  if (/not enabled/.test(message)) return "The element is disabled.";
  if (/not visible|outside of the viewport/.test(message)) return "The element is not visible.";
  if (error instanceof PageTimeout) return message;
  return firstLine(error).slice(0, 200);
}

// What follows runs in the page.

function waitForChange(limitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      observer.disconnect();
      clearTimeout(timer);
      resolve();
    };
    const observer = new MutationObserver(done);
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    const timer = setTimeout(done, limitMs);
  });
}

function canGoBack(): boolean {
  return "navigation" in window ? window.navigation.canGoBack : history.length > 1;
}

function afterFrame(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => resolve()));
}

/** Of elements in frames too, which are made of classes of their own. */
function readState({ elements }: PageMarks, index: number): ElementState {
  const element = elements[index];
  if (element === undefined) return { isDisabled: false, isEditable: false };
  return {
    isDisabled: element.matches(":disabled, [aria-disabled=true]"),
    isEditable:
      element.matches("input, textarea") ||
      ("isContentEditable" in element && element.isContentEditable === true),
  };
}

function hasEditableFocus(): boolean {
  const { activeElement } = document;
  return (
    activeElement instanceof HTMLInputElement ||
    activeElement instanceof HTMLTextAreaElement ||
    (activeElement instanceof HTMLElement && activeElement.isContentEditable)
  );
}

/** Scrolls the window, or the largest area that scrolls where the window itself does not. Says whether anything moved. */
function scrollWindow(part: number): boolean {
  const move = (element: Element): boolean => {
    const before = element.scrollTop;
    element.scrollBy({ top: element.clientHeight * part, behavior: "instant" });
    return element.scrollTop !== before;
  };
  if (document.scrollingElement && move(document.scrollingElement)) return true;
  return [...document.querySelectorAll("*")]
    .filter((element) => element !== document.scrollingElement && element.scrollHeight > element.clientHeight)
    .filter((element) => /auto|scroll/.test(getComputedStyle(element).overflowY))
    .sort((a, b) => b.clientWidth * b.clientHeight - a.clientWidth * a.clientHeight)
    .slice(0, 1)
    .some(move);
}

/** Scrolls the nearest area around the element that scrolls. Says whether anything moved. */
function scrollAround(element: Element, part: number): boolean {
  for (let area: Element | null = element; area; area = area.parentElement) {
    const isRoot = area === document.scrollingElement;
    const scrolls = isRoot || /auto|scroll/.test(getComputedStyle(area).overflowY);
    if (!scrolls || area.scrollHeight <= area.clientHeight) continue;
    const before = area.scrollTop;
    area.scrollBy({ top: area.clientHeight * part, behavior: "instant" });
    if (area.scrollTop !== before) return true;
  }
  return false;
}
