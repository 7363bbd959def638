import type { GuiAction } from "../../../judge/gui/action.ts";
import { decodeImage } from "../vision/page-image.ts";
import { isFormField } from "./element-roles.ts";
import type { ListedElement, Observation } from "./observation.ts";
import { changedAreas } from "./screen-change.ts";

/** What came of an action, as far as the agent can see. */
export type Effect =
  | "changed"
  | "nothing"
  /** the action could not be done */
  | "failed"
  /** the page was only loaded again, and what had been typed is gone */
  | "reloaded";

const failure =
  /\b(?:There is no (?:element|earlier|action)|Element \[\d+\] (?:is|takes|has no)|The element is|cannot be|could not|failed|[Tt]imed? ?out)\b/;

/** A pointer over a control, a frame around a focused field: changes of this size say nothing. */
const largestHoverArea = 0.14;

/**
 * Compares the page before an action with the page after it: address, list of elements, picture. `pointerRests` when
 * the pointer stood there before, so that a change cannot come from its arrival.
 */
export function effectOf(
  action: GuiAction,
  before: Observation,
  after: Observation,
  pointerRests: boolean,
): Effect {
  if (failure.test(lastResult(after))) return "failed";
  // what was typed into a field stands there, and says nothing
  const own = action.kind === "type" ? action.index : null;
  const sameList = listText(before.elements, own) === listText(after.elements, own);
  const field = before.elements.find(({ index }) => index === own);
  const staysOnPage = sameList || (field !== undefined && isFormField(field));
  if (action.kind === "type" && staysOnPage && isReload(before.url, after.url)) return "reloaded";
  if (!sameList || before.url !== after.url) return "changed";
  return looksDifferent(before, after, pointerRests) ? "changed" : "nothing";
}

/** What the harness said stands in front of the address. */
function lastResult({ words, url }: Observation): string {
  return url === "" ? words : (words.split(url)[0] ?? words);
}

/** The list as one text, without the text of the field that was typed into. */
function listText(elements: readonly ListedElement[], own: number | null): string {
  return elements.map(({ index, tag, text }) => `${tag} ${index === own ? "" : text}`).join("\n");
}

/** A form that nobody handles sends itself to its own address, with a query that may be empty. */
function isReload(before: string, after: string): boolean {
  const withoutQuery = (url: string): string => url.replace(/\?[^#]*/, "");
  return before !== after && withoutQuery(before) === withoutQuery(after);
}

function looksDifferent(before: Observation, after: Observation, pointerRests: boolean): boolean {
  if (before.imageUrl === null || after.imageUrl === null) return false;
  if (before.imageUrl === after.imageUrl) return false;
  const image = decodeImage(after.imageUrl);
  const areas = changedAreas(decodeImage(before.imageUrl), image);
  // the pointer leaves one control and comes to another
  if (areas.length > (pointerRests ? 0 : 2)) return true;
  const limit = largestHoverArea * image.width * image.height;
  return areas.some(({ width, height }) => width * height > limit);
}
