import { capitalize } from "../brief/phrases.ts";
import type { SiteBrief } from "../brief/site-brief.ts";
import type { PageKind } from "./page-kind.ts";
import { type Item, itemsOf, numbered } from "./rows.ts";

const readerComments = [
  "Thank you, this is exactly what I was looking for.",
  "I tried it last week and can only agree.",
  "Could you write more about the second part?",
];

/** Articles to search, read, like and comment on. */
export const journal: PageKind = {
  id: "journal",
  clue: /\b(?:news\w*|blogs?|articles?|publish\w*|magazine|stories|story|poetry|rss|press|journal\w*|information (?:website|site|portal|platform|display)|read(?:ing|ers?)?|headlines?|topics?|wiki|content|editorial)\b/gi,
  homeLabel: "Articles",
  mainHandler: "onClick={() => setOpenId(article.id)}",
  data(brief, random) {
    const { subject, title } = brief;
    const articles = itemsOf(brief, random).map((item) => ({
      title: headlineOf(item, brief),
      category: item.category,
      author: item.person,
      date: item.date,
      minutes: 2 + random.below(9),
      likes: random.below(60),
      lead: `${capitalize(item.category)}: ${item.note}`,
      paragraphs: paragraphsOf(item, brief),
    }));
    const comments = readerComments.map((text, at) => ({ articleId: at + 1, author: "A reader", text }));
    return {
      content: {
        itemsWord: "articles",
        heading: `Latest from ${title}`,
        categories: subject.categories,
        facts: [{ label: "Articles", value: articles.length }],
      },
      collections: { articles: numbered(articles), comments: numbered(comments) },
    };
  },
};

/** Names that are headlines already stay; things become the headline of a report. */
function headlineOf({ name }: Item, { subject }: SiteBrief): string {
  return subject.price === null ? name : `${name}: what we learned`;
}

function paragraphsOf({ name, person, note }: Item, { features, tagline }: SiteBrief): string[] {
  const first = features[0]?.name.toLowerCase() ?? "this page";
  const second = features[1]?.name.toLowerCase() ?? "everything else";
  return [
    `When ${person} first wrote about "${name}", few people had looked closely. ${note}`,
    `${tagline} That is the reason why ${first} and ${second} have a place of their own here.`,
    "We asked three people who deal with it every day. They agree on one thing: begin small, look carefully, and tell others what you found.",
  ];
}
