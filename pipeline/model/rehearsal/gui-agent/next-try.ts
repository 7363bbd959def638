import type { GuiAction } from "../../../judge/gui/action.ts";
import {
  isAfterFields,
  isButton,
  isFormField,
  isLink,
  isSearchField,
  isSubmitButton,
  shouldDoSomething,
} from "./element-roles.ts";
import { valueFor } from "./field-value.ts";
import type { ListedElement } from "./observation.ts";
import type { TestHistory } from "./test-history.ts";

/** What the agent does next, and why. */
export interface Try {
  intent: string;
  action: GuiAction;
}

/** Nothing on any site is called this. */
const absentThing = "no such thing";
/** In the first view; each view further down allows one more. */
const mostPresses = 2;
const mostLinks = 1;
/** Labels of controls that are there to do something, and not to choose a view. */
const doing =
  /^\W*(?:add|apply|book|buy|choose|compose|create|join|like|mark|more|move|new|next|open|play|read|reply|show|shuffle|sort|start|turn|view|vote|write)\b/i;
const mostScrolls = 3;

/** The next thing worth trying on the page, or null when all that is in view was tried. */
export function nextTry(history: TestHistory, featureWords: ReadonlySet<string>): Try | null {
  const test = new TestInProgress(history, featureWords);
  return (
    test.restoreSearch() ??
    test.search() ??
    test.fillField() ??
    test.sendForm() ??
    test.press() ??
    test.lookFurtherDown() ??
    test.follow()
  );
}

class TestInProgress {
  readonly #elements: readonly ListedElement[];
  readonly #past: TestHistory["past"];
  readonly #featureWords: ReadonlySet<string>;
  /** Whether a form was sent, and what came of it noted. */
  readonly #wasSent: boolean;

  constructor({ past, now, notes }: TestHistory, featureWords: ReadonlySet<string>) {
    this.#elements = now.elements;
    this.#past = past;
    this.#wasSent = notes.some(({ subject }) => subject.startsWith("Sending"));
    this.#featureWords = featureWords;
  }

  /** A search that found nothing hides what else there is to try. */
  restoreSearch(): Try | null {
    const field = this.#elements.find((element) => isSearchField(element) && element.text === absentThing);
    if (field === undefined || this.#typed("")) return null;
    return typing(field, "", "I empty the search again.");
  }

  search(): Try | null {
    if (this.#typed(absentThing)) return null;
    const field = this.#elements.find(isSearchField);
    if (field === undefined) return null;
    return typing(field, absentThing, `I search for something that cannot be there with "${field.text}".`);
  }

  fillField(): Try | null {
    if (this.#wasSent) return null;
    const field = this.#elements.find((element) => isFormField(element) && !this.#isFilled(element));
    if (field === undefined) return null;
    return typing(field, valueFor(field), `I fill in "${field.text}".`);
  }

  /** Presses the button after the fields, unless the Enter key has sent the form already. */
  sendForm(): Try | null {
    if (this.#wasSent) return null;
    const lastFilled = this.#elements.findLast(
      (element) => isFormField(element) && this.#holdsTyped(element),
    );
    if (lastFilled === undefined) return null;
    const button = this.#elements.find(
      (element) => element.index > lastFilled.index && isSubmitButton(element) && !this.#wasTried(element),
    );
    return button === undefined
      ? null
      : clicking(button, `The fields are filled in; I press "${button.text}".`);
  }

  press(): Try | null {
    const pressed = this.#past.filter(({ element }) => element !== null && isButton(element));
    const different = new Set(pressed.map(({ element }) => element?.text));
    if (different.size >= mostPresses + this.#scrolls()) return null;
    const candidates = this.#elements.filter(
      (element) =>
        isButton(element) &&
        shouldDoSomething(element) &&
        !different.has(element.text) &&
        // with its fields emptied, a form rightly does nothing
        !(isSubmitButton(element) && isAfterFields(element, this.#elements)),
    );
    const best = this.#mostRelevant(candidates);
    return best === undefined ? null : clicking(best, `I press "${best.text}" and see what happens.`);
  }

  lookFurtherDown(): Try | null {
    const hasFilled = this.#past.some(({ element }) => element !== null && isFormField(element));
    if (
      hasFilled ||
      this.#scrolls() >= mostScrolls ||
      (this.#past.at(-1)?.action?.kind === "scroll" && this.#atEnd())
    )
      return null;
    return {
      intent: "I look at what stands further down.",
      action: { kind: "scroll", target: "WINDOW", direction: "down" },
    };
  }

  follow(): Try | null {
    const followed = this.#past.filter(({ element }) => element !== null && isLink(element)).length;
    if (followed >= mostLinks) return null;
    // the first two lead to where the test began: the name of the site, and its first page
    const candidates = this.#elements.filter(isLink).slice(2).filter(shouldDoSomething);
    const best = this.#mostRelevant(candidates);
    return best === undefined ? null : clicking(best, `I follow the link "${best.text}".`);
  }

  #scrolls(): number {
    return this.#past.filter(({ action }) => action?.kind === "scroll").length;
  }

  /** A scroll that shows the list that was there before has met the end of the page. */
  #atEnd(): boolean {
    const before = this.#past.at(-1)?.before.elements;
    return JSON.stringify(before) === JSON.stringify(this.#elements);
  }

  #typed(text: string): boolean {
    return this.#past.some(({ action }) => action?.kind === "type" && action.text === text);
  }

  #wasTried({ tag, text }: ListedElement): boolean {
    return this.#past.some(({ element }) => element?.tag === tag && element.text === text);
  }

  #isFilled(element: ListedElement): boolean {
    return this.#wasTried(element) || this.#holdsTyped(element);
  }

  #holdsTyped({ tag, text }: ListedElement): boolean {
    return this.#past.some(
      ({ element, action }) =>
        action?.kind === "type" &&
        element?.tag === tag &&
        (text === action.text ||
          text === "•".repeat(action.text.length) ||
          text.startsWith(`${action.text} (options:`)),
    );
  }

  /** The most promising element: one that says what it does, that each item has, that the test speaks of. */
  #mostRelevant(candidates: readonly ListedElement[]): ListedElement | undefined {
    const seen = new Set(this.#past.flatMap(({ before }) => before.elements.map(({ text }) => text)));
    const relevance = ({ text }: ListedElement): number => {
      const words = wordsOf(text).slice(0, 4);
      const mentioned = words.filter((word) => this.#featureWords.has(word)).length;
      const isOfItems = candidates.filter((other) => other.text === text).length > 1;
      const isNew = this.#scrolls() > 0 && !seen.has(text);
      return (doing.test(text) ? 4 : 0) + (isNew ? 3 : 0) + (isOfItems ? 2 : 0) + mentioned;
    };
    return candidates.toSorted((a, b) => relevance(b) - relevance(a))[0];
  }
}

/** Words of four letters or more, in lower case. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/\p{L}{4,}/gu) ?? [];
}

function typing({ index }: ListedElement, text: string, intent: string): Try {
  return { intent, action: { kind: "type", index, text } };
}

function clicking({ index }: ListedElement, intent: string): Try {
  return { intent, action: { kind: "click", index } };
}
