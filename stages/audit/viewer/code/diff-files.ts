import { diffLines, diffWordsWithSpace } from "diff";

/** Characters of a line from one position up to another. */
export interface Mark {
  from: number;
  to: number;
}

/** A line of one side: its 0-based number, and which part of it differs from the line beside it. */
export interface DiffSide {
  line: number;
  marks: Mark[];
}

/** Lines that stand side by side. `same`: both sides, equal; `changed`: both, different; else one side is empty. */
export type DiffRow =
  | { kind: "same"; before: DiffSide; after: DiffSide }
  | { kind: "changed"; before: DiffSide; after: DiffSide }
  | { kind: "deleted"; before: DiffSide; after: null }
  | { kind: "added"; before: null; after: DiffSide };

export interface FileDiff {
  rows: DiffRow[];
  added: number;
  deleted: number;
  /** How far it falls short of a diff; null: it is whole. */
  note: string | null;
}

export interface DiffLimits {
  /** Characters of either text. Default: 1,000,000. */
  maxLength?: number;
  /** Lines that are added and deleted together, before the search for a shortest diff is given up. Default: 2,000. */
  maxEdits?: number;
}

/** Characters: of two longer lines no words are compared. */
const longestLine = 1_000;
/** Words that differ in a line, before its marks are given up. */
const mostWordEdits = 200;
/** Lines that follow each other and are compared word by word. */
const mostPairs = 400;
/** Below this part of equal characters, two lines are no versions of each other and marks would only confuse. */
const leastAlike = 0.25;

/**
 * Compares two texts line by line, and changed lines word by word. Texts above the limits are shown one after the other:
 * all of the first deleted, all of the second added, and a note says so.
 */
export function diffFiles(before: string, after: string, limits: DiffLimits = {}): FileDiff {
  const { maxLength = 1_000_000, maxEdits = 2_000 } = limits;
  if (Math.max(before.length, after.length) > maxLength)
    return replaced(before, after, `Not compared: longer than ${maxLength.toLocaleString("en")} characters.`);
  const changes = diffLines(before, after, { maxEditLength: maxEdits, stripTrailingCr: true });
  if (changes === undefined)
    return replaced(before, after, `Not compared: more than ${maxEdits.toLocaleString("en")} lines differ.`);
  const builder = new RowBuilder(splitLines(before), splitLines(after));
  for (const { added, removed, count } of changes) builder.take({ added, removed, count });
  return builder.finish(null);
}

/** The lines of a text; an end of line at the text's end begins no further line. */
export function splitLines(text: string): string[] {
  if (text === "") return [];
  const lines = text.split(/\r\n|\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

function replaced(before: string, after: string, note: string): FileDiff {
  const builder = new RowBuilder(splitLines(before), splitLines(after), { compareWords: false });
  builder.take({ removed: true, added: false, count: splitLines(before).length });
  builder.take({ removed: false, added: true, count: splitLines(after).length });
  return builder.finish(note);
}

/** Turns runs of deleted, added and equal lines into rows: deleted lines stand beside the added ones that follow. */
class RowBuilder {
  readonly #before: readonly string[];
  readonly #after: readonly string[];
  readonly #compareWords: boolean;
  readonly #rows: DiffRow[] = [];
  #deleted: number[] = [];
  #added: number[] = [];
  #beforeAt = 0;
  #afterAt = 0;
  #counts = { added: 0, deleted: 0 };

  constructor(before: readonly string[], after: readonly string[], { compareWords = true } = {}) {
    this.#before = before;
    this.#after = after;
    this.#compareWords = compareWords;
  }

  take({ added, removed, count }: { added: boolean; removed: boolean; count: number }): void {
    for (let taken = 0; taken < count; taken++) {
      if (removed) this.#deleted.push(this.#beforeAt++);
      else if (added) this.#added.push(this.#afterAt++);
      else {
        if (taken === 0) this.#flush();
        this.#rows.push({ kind: "same", before: side(this.#beforeAt++), after: side(this.#afterAt++) });
      }
    }
  }

  finish(note: string | null): FileDiff {
    this.#flush();
    return { rows: this.#rows, ...this.#counts, note };
  }

  #flush(): void {
    const [deleted, added] = [this.#deleted, this.#added];
    this.#deleted = [];
    this.#added = [];
    this.#counts.deleted += deleted.length;
    this.#counts.added += added.length;
    const compareWords = this.#compareWords && Math.min(deleted.length, added.length) <= mostPairs;
    for (let at = 0; at < Math.max(deleted.length, added.length); at++) {
      const [before, after] = [deleted[at], added[at]];
      if (before !== undefined && after !== undefined)
        this.#rows.push({ kind: "changed", ...this.#pair(before, after, compareWords) });
      else if (before !== undefined) this.#rows.push({ kind: "deleted", before: side(before), after: null });
      else if (after !== undefined) this.#rows.push({ kind: "added", before: null, after: side(after) });
    }
  }

  #pair(before: number, after: number, compareWords: boolean): { before: DiffSide; after: DiffSide } {
    const marks = compareWords
      ? markWords(this.#before[before] ?? "", this.#after[after] ?? "")
      : { before: [], after: [] };
    return { before: side(before, marks.before), after: side(after, marks.after) };
  }
}

function side(line: number, marks: Mark[] = []): DiffSide {
  return { line, marks };
}

/** Which parts of two lines differ; nothing where the lines have hardly anything in common. */
export function markWords(before: string, after: string): { before: Mark[]; after: Mark[] } {
  const marks: { before: Mark[]; after: Mark[] } = { before: [], after: [] };
  if (Math.max(before.length, after.length) > longestLine) return marks;
  let [beforeAt, afterAt, alike] = [0, 0, 0];
  const words = diffWordsWithSpace(before, after, { maxEditLength: mostWordEdits }) ?? [];
  for (const { value, added, removed } of words) {
    const { length } = value;
    if (removed) marks.before.push({ from: beforeAt, to: beforeAt + length });
    if (added) marks.after.push({ from: afterAt, to: afterAt + length });
    if (!added) beforeAt += length;
    if (!removed) afterAt += length;
    if (!added && !removed) alike += value.trim().length;
  }
  const longest = Math.max(before.trim().length, after.trim().length);
  return alike < leastAlike * longest ? { before: [], after: [] } : marks;
}
