import { type Effect, effectOf } from "./effect.ts";
import { isAfterFields, isLink, isSearchField, isSubmitButton } from "./element-roles.ts";
import type { ListedElement } from "./observation.ts";
import type { PastTurn, TestHistory } from "./test-history.ts";
import type { Note } from "./test-notes.ts";

/** What the last action brought to light: a note, or the wish to see it again before noting anything. */
export type Finding = { note: Note | null; tryAgain: boolean };

const nothingToSay: Finding = { note: null, tryAgain: false };

/** Judges the last action by what changed on the page. A control is called dead only after a second try. */
export function judgeLastAction({ past, now }: TestHistory): Finding {
  const last = past.at(-1);
  if (last?.action == null || last.element === null) return nothingToSay;
  const again = isSameControl(last, past.at(-2));
  const effect = effectOf(last.action, last.before, now, again);
  const subject = subjectOf(last, last.element);
  if (effect === "failed") return noted(subject, "could not be done");
  if (last.action.kind === "type") return judgeTyping(last.element, last.action.text, effect, now.elements);
  if (effect === "changed") return noted(subject, "worked");
  if (effect === "nothing" && !again) return { note: null, tryAgain: true };
  return noted(subject, "did nothing");
}

function judgeTyping(
  field: ListedElement,
  text: string,
  effect: Effect,
  elements: readonly ListedElement[],
): Finding {
  const name = quoted(field);
  if (effect === "reloaded") return noted(`Sending the form with ${name}`, "did nothing");
  const takesText = field.tag === "select" || text === "" || isShown(text, field, elements);
  if (isSearchField(field)) {
    if (text === "") return nothingToSay;
    if (effect === "changed") return noted(`Searching with ${name}`, "worked");
    return noted(`Searching with ${name}`, takesText ? "showed no change" : "did nothing");
  }
  if (takesText) return nothingToSay;
  // the Enter key has sent the form, and emptied it
  return effect === "changed"
    ? noted(`Sending the form with ${name}`, "worked")
    : noted(`Typing into ${name}`, "did nothing");
}

/** Whether a typed text stands in a field like the one it was typed into. */
function isShown(text: string, { tag }: ListedElement, elements: readonly ListedElement[]): boolean {
  const shown = tag.includes("password") ? "•".repeat(text.length) : text;
  return elements.some((element) => element.tag === tag && element.text === shown);
}

function subjectOf({ action, before }: PastTurn, element: ListedElement): string {
  const name = quoted(element);
  if (action?.kind === "type") return `Typing into ${name}`;
  if (isLink(element)) return `Following ${name}`;
  const sends = isSubmitButton(element) && isAfterFields(element, before.elements);
  return sends ? `Sending the form with ${name}` : `Pressing ${name}`;
}

const longestName = 40;

function quoted({ text, tag }: ListedElement): string {
  if (text === "") return `the ${tag} without a label`;
  return `"${text.length > longestName ? `${text.slice(0, longestName)}…` : text}"`;
}

/** Two clicks on one control, one after the other. */
function isSameControl(last: PastTurn, before: PastTurn | undefined): boolean {
  return (
    last.action?.kind === "click" &&
    before?.action?.kind === "click" &&
    last.element !== null &&
    before.element !== null &&
    last.element.tag === before.element.tag &&
    last.element.text === before.element.text
  );
}

function noted(subject: string, outcome: Note["outcome"]): Finding {
  return { note: { subject, outcome }, tryAgain: false };
}
