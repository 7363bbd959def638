import { PNG } from "pngjs";
import type { PageAction, PageObservation, SitePage } from "../../../browser/site-page.ts";
import {
  changeBetween,
  isSameElement,
  type PageChange,
  type ReplayStep,
  type ReplayTarget,
} from "./replay-plan.ts";

/** Whether a site still does what its GUI test found it doing. */
export type ReplayResult =
  | { outcome: "green" }
  /** `turn`: of the transcript */
  | { outcome: "red"; turn: number; reason: string };

/** Of what changed in the recording, the part that must change again: dates and chance change the rest. */
const leastOfChange = 0.5;
/** Part of the picture below which a change is a frame or a cursor. */
const leastVisible = 0.002;
/** A picture that changed must change by this part of it again. */
const leastOfPicture = 1 / 3;

/**
 * Does the actions of a GUI test again on an open page, without any model, and compares what each changes with what it
 * changed then: the address, the elements, or where neither did, the picture. Red at the first that differs.
 */
export async function replayTest(
  page: SitePage,
  steps: readonly ReplayStep[],
  { imageOf, signal }: { imageOf(ref: string): Uint8Array; signal: AbortSignal },
): Promise<ReplayResult> {
  let before = await page.observe();
  for (const { turn, action, target, change, images } of steps) {
    signal.throwIfAborted();
    const again = retarget(action, target, before);
    if (again === null)
      return { outcome: "red", turn, reason: `there is no ${describe(target)} on the page` };
    const done = await page.act(again);
    if (!done.ok) return { outcome: "red", turn, reason: done.reason };
    const after = await page.observe();
    const recorded =
      images.before !== null && images.after !== null
        ? ([imageOf(images.before), imageOf(images.after)] as const)
        : null;
    const problem =
      change === null ? null : differenceOf(change, changeBetween(before, after), recorded, before, after);
    if (problem !== null) return { outcome: "red", turn, reason: problem };
    before = after;
  }
  return { outcome: "green" };
}

/** The action with the number that its element has now; null when the page does not show that element. */
function retarget(
  action: PageAction,
  target: ReplayTarget | null,
  { elements }: PageObservation,
): PageAction | null {
  if (target === null) return "index" in action ? null : action;
  const same = elements.filter((element) => isSameElement(element, target));
  const element = same[target.nth] ?? same.at(-1);
  if (element === undefined) return null;
  return "index" in action
    ? { ...action, index: element.index }
    : { ...action, ...("target" in action && { target: element.index }) };
}

function differenceOf(
  recorded: PageChange,
  now: PageChange,
  images: readonly [Uint8Array, Uint8Array] | null,
  before: PageObservation,
  after: PageObservation,
): string | null {
  if (recorded.movedTo !== null && recorded.movedTo !== now.movedTo)
    return `it led to ${recorded.movedTo}, now to ${now.movedTo ?? "the same place"}`;
  const expected = recorded.gained.length + recorded.lost.length;
  if (expected > 0) {
    const again = countAgain(recorded.gained, now.gained) + countAgain(recorded.lost, now.lost);
    return again / expected >= leastOfChange
      ? null
      : `of ${expected} changes to the page ${again} happened again`;
  }
  if (images === null || recorded.movedTo !== null) return null;
  const then = pictureChange(...images);
  if (then < leastVisible || pictureChange(before.image, after.image) >= then * leastOfPicture) return null;
  return "the page showed that something had happened, now it shows nothing";
}

function countAgain(recorded: PageChange["gained"], now: PageChange["gained"]): number {
  return recorded.filter((element) => now.some((other) => isSameElement(element, other))).length;
}

/** Part of the pixels, 0 to 1, in which two pictures differ; 1 for pictures of two sizes. */
function pictureChange(a: Uint8Array, b: Uint8Array): number {
  const [one, other] = [PNG.sync.read(Buffer.from(a)), PNG.sync.read(Buffer.from(b))];
  if (one.width !== other.width || one.height !== other.height) return 1;
  const pixels = one.width * one.height;
  let differing = 0;
  for (let at = 0; at < 4 * pixels; at += 4) {
    if (
      one.data[at] !== other.data[at] ||
      one.data[at + 1] !== other.data[at + 1] ||
      one.data[at + 2] !== other.data[at + 2]
    )
      differing++;
  }
  return differing / pixels;
}

function describe(target: ReplayTarget | null): string {
  return target === null ? "such element" : `<${target.tag}> ${JSON.stringify(target.text)}`;
}
