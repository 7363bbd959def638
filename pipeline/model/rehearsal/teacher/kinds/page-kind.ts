import type { Random } from "../../../../random/random.ts";
import type { SiteBrief } from "../brief/site-brief.ts";

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** One row of a list that the site's visitors change. */
export interface Row {
  readonly id: number;
  readonly [field: string]: JsonValue;
}

/** What a page reads: fixed texts, and lists that can be changed. */
export interface PageData {
  content: { readonly [name: string]: JsonValue };
  collections: Record<string, readonly Row[]>;
}

/** A way to build the first page of a site. Its source is `templates/pages/<id>.jsx`. */
export interface PageKind {
  id: string;
  /** Words that ask for this kind; each occurrence counts. Global. */
  clue: RegExp;
  homeLabel: string;
  /** The attribute that makes the page's main control work: without it the control is dead. */
  mainHandler: string;
  /** The data its page reads. */
  data(brief: SiteBrief, random: Random): PageData;
}
