import type { GuiTranscript } from "../../../contracts/generated/gui-transcript.ts";
import { type GuiAction, parseGuiReply } from "../action.ts";

type Turn = GuiTranscript["turns"][number];

/** An element as a visitor tells it from the others, whatever number it has. */
export interface ElementDescription {
  /** As on the marked screenshot: `input type="text"`. */
  tag: string;
  text: string;
}

/** One of several elements of the same description, from 0 in the order of the page. */
export interface ReplayTarget extends ElementDescription {
  nth: number;
}

/** What an action changed on the page, as far as its list of elements shows it. */
export interface PageChange {
  gained: ElementDescription[];
  lost: ElementDescription[];
  /** Path, query and fragment it led to; null when the address stayed. */
  movedTo: string | null;
}

/** One action of a GUI test that succeeded, to be done again. */
export interface ReplayStep {
  /** Of the transcript, from 1. */
  turn: number;
  action: Exclude<GuiAction, { kind: "answer" }>;
  /** null for what acts on no element */
  target: ReplayTarget | null;
  /** null when the page was not looked at afterwards */
  change: PageChange | null;
  /** Marked screenshots before and after; null where there is none. */
  images: { before: string | null; after: string | null };
}

/** The actions of a GUI test that succeeded, with what each changed: what a replay does and expects. Pure. */
export function compileReplay({ turns }: GuiTranscript): ReplayStep[] {
  return turns.flatMap((turn, at): ReplayStep[] => {
    const action = turn.ok ? actionOf(turn) : null;
    if (action === null || action.kind === "answer") return [];
    const next = turns[at + 1];
    const target = targetOf(action, turn);
    const change = next === undefined ? null : changeBetween(turn, next);
    return [
      {
        turn: turn.turn,
        action,
        target,
        change: change && withoutTyping(change, action, target),
        images: { before: turn.image, after: next?.image ?? null },
      },
    ];
  });
}

/** What two looks at a page differ in. */
export function changeBetween(
  before: { url: string; elements: readonly ElementDescription[] },
  after: { url: string; elements: readonly ElementDescription[] },
): PageChange {
  return {
    gained: missingIn(before.elements, after.elements),
    lost: missingIn(after.elements, before.elements),
    movedTo: placeOf(before.url) === placeOf(after.url) ? null : placeOf(after.url),
  };
}

/** That a field shows what was typed into it is the browser's doing, not the site's. */
function withoutTyping(change: PageChange, action: GuiAction, target: ReplayTarget | null): PageChange {
  if (action.kind !== "type" || target === null) return change;
  const typed = { tag: target.tag, text: action.text };
  return {
    ...change,
    gained: change.gained.filter((element) => !isSameElement(element, typed)),
    lost: change.lost.filter((element) => !isSameElement(element, target)),
  };
}

export function isSameElement(a: ElementDescription, b: ElementDescription): boolean {
  return a.tag === b.tag && a.text === b.text;
}

function actionOf({ action }: Turn): GuiAction | null {
  return action === null ? null : parseGuiReply(`Thought: again.\nAction: ${action}`).action;
}

function targetOf(action: GuiAction, { elements }: Turn): ReplayTarget | null {
  const index = "index" in action ? action.index : "target" in action ? action.target : "WINDOW";
  const at = elements.findIndex((element) => element.index === index);
  const element = elements[at];
  if (element === undefined) return null;
  const nth = elements.slice(0, at).filter((other) => isSameElement(other, element)).length;
  return { tag: element.tag, text: element.text, nth };
}

/** Elements of `others` beyond those of the same description in `elements`. */
function missingIn(
  elements: readonly ElementDescription[],
  others: readonly ElementDescription[],
): ElementDescription[] {
  const left = [...elements];
  return others.flatMap(({ tag, text }) => {
    const at = left.findIndex((element) => isSameElement(element, { tag, text }));
    if (at < 0) return { tag, text };
    left.splice(at, 1);
    return [];
  });
}

/** An address without its host: that is another whenever a site is served. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) return url;
  const { pathname, search, hash } = new URL(url);
  return pathname + search + hash;
}
