import entries from "./subjects.json" with { type: "json" };

/** A thing that websites are about, with material for believable content. */
export interface Subject {
  singular: string;
  plural: string;
  /** At least nine names of such things. */
  names: readonly string[];
  /** Three groups that they fall into. */
  categories: readonly string[];
  /** Euro; null where nothing is sold. */
  price: { lowest: number; highest: number } | null;
}

interface SubjectEntry extends Subject {
  clue: RegExp;
}

/** Where a text says nothing about what it is about. */
export const generalSubject: Subject = {
  singular: "project",
  plural: "projects",
  names: [
    "A station for bicycles",
    "The library app",
    "Harbour signage",
    "A kitchen for forty",
    "Rebuilding the archive",
    "Night bus network",
    "Community energy plan",
    "The travelling museum",
    "Clinic in a box",
  ],
  categories: ["Strategy", "Design", "Delivery"],
  price: null,
};

/** Earlier entries win a tie: the special ones stand before the general ones. */
const subjects: readonly SubjectEntry[] = [
  ...entries.map((entry) => ({ ...entry, clue: new RegExp(entry.clue, "gi") })),
  {
    ...generalSubject,
    clue: /\b(?:compan(?:y|ies)|business\w*|corporate|enterprise|agenc\w*|services?|brand|portfolio|studio|consult\w*)\b/gi,
  },
];

/** The subject whose words occur most often in a text; null where none does. */
export function findSubject(text: string): Subject | null {
  let best: SubjectEntry | null = null;
  let most = 0;
  for (const subject of subjects) {
    const count = text.match(subject.clue)?.length ?? 0;
    if (count <= most) continue;
    best = subject;
    most = count;
  }
  return best;
}
