import { type RehearsalRequest, textOf } from "../rehearsal-request.ts";
import { imageUrlsOf } from "../vision/page-image.ts";

/** A line of the numbered list. */
export interface ListedElement {
  index: number;
  /** `button`, `input type="text"` */
  tag: string;
  text: string;
}

/** What one user message shows of the page. */
export interface Observation {
  elements: ListedElement[];
  url: string;
  /** The message without the list. */
  words: string;
  /** null when the screenshot is no longer in the context */
  imageUrl: string | null;
}

const elementLine = /^\[(\d+)\]: <([^>]*)> "(.*)"$/gm;

/** Reads an observation, whatever the template around the list. */
export function readObservation(message: RehearsalRequest["messages"][number]): Observation {
  const text = textOf(message);
  const words = text.replaceAll(elementLine, "");
  return {
    elements: Array.from(text.matchAll(elementLine), ([, index, tag, label]) => ({
      index: Number(index),
      tag: tag ?? "",
      text: label ?? "",
    })),
    url: Array.from(words.matchAll(/\bhttps?:\/\/[^\s"'<>,;)]+/g)).at(-1)?.[0] ?? "",
    words,
    imageUrl: imageUrlsOf(message)[0] ?? null,
  };
}
