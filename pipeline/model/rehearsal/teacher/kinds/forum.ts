import { people } from "../brief/people.ts";
import type { PageKind } from "./page-kind.ts";
import { itemsOf, numbered } from "./rows.ts";

const answers = [
  "I had the same question last month. Ask early, it helps.",
  "Good point. I would add that it depends on the season.",
  "Count me in, I can bring what we need.",
  "There is a page about this under the features below.",
];

/** Posts with likes and replies, by topic. */
export const forum: PageKind = {
  id: "forum",
  clue: /\b(?:forums?|discuss\w*|communit\w*|social|posts?|posting|comments?|repl(?:y|ies)|friends?|follow(?:ers|ing)?|likes?|dating|interact\w*|q&a|questions?|reviews?)\b/gi,
  homeLabel: "Posts",
  mainHandler: "onSubmit={publish}",
  data(brief, random) {
    const { subject, features } = brief;
    const topics = [...subject.categories];
    const threads = itemsOf(brief, random).map((item, at) => ({
      title: item.name.endsWith("?") ? item.name : `${item.name}: what do you think?`,
      topic: item.category,
      author: item.person,
      date: item.date,
      text: `${item.note} I would like to know how others go about ${features[at % features.length]?.name.toLowerCase() ?? "it"}.`,
      votes: random.below(40),
      replies: random
        .shuffle(answers)
        .slice(0, random.below(4))
        .map((text) => ({ author: random.pick(people), text })),
    }));
    return {
      content: {
        topics,
        facts: [{ label: "Topics", value: topics.length }],
      },
      collections: { threads: numbered(threads) },
    };
  },
};
