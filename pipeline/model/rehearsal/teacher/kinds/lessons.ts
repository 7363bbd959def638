import type { PageKind } from "./page-kind.ts";
import { itemsOf, numbered } from "./rows.ts";

const chapters = ["Begin", "Practise", "Go further"] as const;

/** Lessons by chapter, each with a question, and the progress through them. */
export const lessons: PageKind = {
  id: "lessons",
  clue: /\b(?:learn\w*|courses?|lessons?|education\w*|students?|teach\w*|training|tutor\w*|exam\w*|quiz\w*|chapters?|study|school|tutorials?|knowledge|assignments?)\b/gi,
  homeLabel: "Lessons",
  mainHandler: "onClick={() => setOpenId(lesson.id)}",
  data(brief, random) {
    const { features, title } = brief;
    const rows = itemsOf(brief, random).map((item, at) => {
      const topic = features[at % features.length]?.name ?? title;
      return {
        title: item.name,
        chapter: chapters[Math.floor(at / 3) % chapters.length] ?? chapters[0],
        minutes: 5 + random.below(25),
        done: at === 0,
        paragraphs: [
          `This lesson is about "${item.name}". ${item.note}`,
          `You will see where it helps with ${topic.toLowerCase()}, try it once on your own, and compare your result with that of ${item.person}.`,
        ],
        question: `What is the first step in "${item.name}"?`,
        choices: random.shuffle(["Look closely", "Guess quickly", "Skip the basics"]),
        answer: "Look closely",
      };
    });
    return {
      content: { chapters, heading: "Your lessons" },
      collections: { lessons: numbered(rows) },
    };
  },
};
