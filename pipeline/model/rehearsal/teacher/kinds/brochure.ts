import { people } from "../brief/people.ts";
import { capitalize } from "../brief/phrases.ts";
import type { PageKind } from "./page-kind.ts";
import { itemsOf, numbered } from "./rows.ts";

const praise = [
  "They listened first and built second. We would come back any time.",
  "Clear, friendly and on time. Our visitors noticed the difference at once.",
  "The best decision we made this year.",
];

/** What somebody offers and has done, what others say of it, and a way to get in touch. */
export const brochure: PageKind = {
  id: "brochure",
  clue: /\b(?:compan(?:y|ies)|corporate|brochure|portfolio|showcas\w*|introduc\w*|promot\w*|contact us|about us|brand|personal|homepage|landing|exhibit\w*|galler\w*|wedding|agency|studio|official website)\b/gi,
  homeLabel: "Home",
  mainHandler: "onSubmit={send}",
  data(brief, random) {
    const { subject, title } = brief;
    const projects = itemsOf(brief, random).map(({ name, category, note, person, date }) => ({
      name,
      category,
      note,
      story: `${person} led this one for ${title}. It was finished on ${date} and has been in use since.`,
    }));
    const quotes = praise.map((text, at) => ({
      text,
      author: people[(at * 5 + 2) % people.length] ?? people[0],
    }));
    return {
      content: {
        quotes,
        categories: subject.categories,
        heading: `Our ${subject.plural}`,
        facts: [
          { label: capitalize(subject.plural), value: projects.length },
          { label: "Years", value: 4 + random.below(20) },
        ],
      },
      collections: { projects: numbered(projects), messages: [] },
    };
  },
};
