import type { Random } from "../../../../random/random.ts";
import { days, people } from "../brief/people.ts";
import type { SiteBrief } from "../brief/site-brief.ts";
import type { JsonValue, Row } from "./page-kind.ts";

/** Gives rows their ids, from 1. */
export function numbered(rows: readonly Record<string, JsonValue>[]): Row[] {
  return rows.map((row, at) => ({ ...row, id: at + 1 }));
}

/** One thing the site is about. */
export interface Item {
  name: string;
  category: string;
  person: string;
  date: string;
  note: string;
  /** Euro; 0 where nothing is sold. */
  price: number;
}

const notes = [
  "New this week, with a short introduction.",
  "A favourite of people who come back.",
  "Updated recently; the details are complete.",
  "Small, well made and easy to understand.",
  "Chosen by our team as a good first step.",
  "Only a few left for this month.",
  "Asked for often, answered within a day.",
  "Works well together with the others.",
  "Looked after with great care.",
];

/** Things of the site's subject, in an order of their own; at most as many as the subject has names. */
export function itemsOf({ subject }: SiteBrief, random: Random): Item[] {
  const { lowest, highest } = subject.price ?? { lowest: 0, highest: 0 };
  const noteOrder = random.shuffle(notes);
  return random.shuffle(subject.names).map((name, at) => ({
    name,
    category: subject.categories[at % subject.categories.length] ?? "",
    person: random.pick(people),
    date: random.pick(days),
    note: noteOrder[at % noteOrder.length] ?? "",
    price: Math.round(lowest + random.next() * (highest - lowest)),
  }));
}
