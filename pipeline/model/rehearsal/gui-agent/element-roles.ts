import type { ListedElement } from "./observation.ts";

const typable =
  /^(?:textarea|input(?: type="(?:text|email|password|number|tel|url|search|date|time|datetime-local|month|week)")?)$/;
const searching = /\b(?:search|find|filter|look for)\b/i;
const submitting =
  /^\W*(?:send|submit|save|add|post|publish|book|reserve|register|sign|log ?in|create|apply|subscribe|join|order|request|reply|comment|confirm|place|ok|done|go)\b/i;
/** Pressing these where they already hold changes nothing, and rightly so; or it undoes what was tried. */
const idle =
  /\b(?:all|everything|everyone|home|chosen|selected|current|back|previous|cancel|remove|delete|clear|reset|restart|new game|close)\b|\(disabled\)|\(checked\)|^[×✕✖✗\s]*$/i;

export function isSearchField({ tag, text }: ListedElement): boolean {
  return tag === 'input type="search"' || (typable.test(tag) && searching.test(text));
}

/** A field of a form: text, number, date, choice. */
export function isFormField(element: ListedElement): boolean {
  if (/\(disabled\)/.test(element.text)) return false;
  return (typable.test(element.tag) && !isSearchField(element)) || element.tag === "select";
}

export function isLink({ tag }: ListedElement): boolean {
  return tag === "a";
}

/** Anything that is pressed and leads nowhere by itself: buttons, boxes, elements with a handler. */
export function isButton({ tag }: ListedElement): boolean {
  if (/^input\b/.test(tag)) return /type="(?:button|submit|checkbox|radio)"/.test(tag);
  return tag !== "a" && tag !== "select" && tag !== "textarea";
}

export function isSubmitButton(element: ListedElement): boolean {
  return isButton(element) && submitting.test(element.text) && !idle.test(element.text);
}

/** Whether an element stands after a form's fields, as its button does. */
export function isAfterFields({ index }: ListedElement, elements: readonly ListedElement[]): boolean {
  return elements.some((element) => element.index < index && isFormField(element));
}

/** A control of which something should come when it is pressed. */
export function shouldDoSomething({ text }: ListedElement): boolean {
  return !idle.test(text);
}
