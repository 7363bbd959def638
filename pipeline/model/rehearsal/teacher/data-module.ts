import type { Random } from "../../../random/random.ts";
import { days, people } from "./brief/people.ts";
import { cutToWords } from "./brief/phrases.ts";
import type { SiteBrief } from "./brief/site-brief.ts";
import { findSubject } from "./brief/subjects.ts";
import type { JsonValue, PageKind, Row } from "./kinds/page-kind.ts";
import { numbered } from "./kinds/rows.ts";
import type { Look } from "./look/look.ts";

const statuses: readonly [string, ...string[]] = ["Open", "In progress", "Done"];
const blurbs = [
  "See what is there, add your own and keep it up to date.",
  "Everything in one list: search it, change it, finish it.",
  "Find what you need and note what comes next.",
  "Who looks after what, and how far it is.",
];

/** Room for the navigation beside the site's name on a page 1024 pixels wide, in characters. */
const navigationRoom = 78;
const linkPadding = 3;

/** The module with a site's texts and lists: `site` for its frame, `content` and `collections` for its pages. */
export function dataModule(brief: SiteBrief, kind: PageKind, look: Look, random: Random): string {
  const page = kind.data(brief, random);
  const sections = brief.features.map(({ name, label, slug }, at) => ({
    name,
    label,
    slug,
    list: `section-${at + 1}`,
    blurb: blurbs[at % blurbs.length] ?? "",
    entryWord: subjectOfSection(name, brief).singular,
  }));
  const lists = brief.features.map(({ name }, at): [string, Row[]] => [
    `section-${at + 1}`,
    entriesOf(name, brief, random),
  ]);
  const labels = [kind.homeLabel, ...brief.features.map(({ label }) => label)];
  const site = {
    title: brief.title,
    shortTitle: cutToWords(brief.title, 22),
    initials: initialsOf(brief.title),
    tagline: brief.tagline,
    eyebrow: brief.subject.categories.join(" · "),
    homeLabel: kind.homeLabel,
    heroStyle: look.heroStyle,
    navCount: countThatFits(labels) - 1,
    sections,
  };
  return [
    exported("site", site),
    exported("content", page.content),
    exported("collections", { ...page.collections, ...Object.fromEntries(lists) }),
  ].join("\n");
}

/** "Order management" lists what orders are about, whatever the site is about. */
function subjectOfSection(feature: string, brief: SiteBrief): SiteBrief["subject"] {
  return findSubject(feature) ?? brief.subject;
}

function entriesOf(feature: string, brief: SiteBrief, random: Random): Row[] {
  const names = random.shuffle(subjectOfSection(feature, brief).names).slice(0, 6);
  return numbered(
    names.map((name) => ({
      name,
      owner: random.pick(people),
      status: random.pick(statuses),
      date: random.pick(days),
    })),
  );
}

function countThatFits(labels: readonly string[]): number {
  let room = navigationRoom;
  const first = labels.findIndex((label) => {
    room -= label.length + linkPadding;
    return room < 0;
  });
  return first < 0 ? labels.length : first;
}

function initialsOf(title: string): string {
  const letters = title.match(/(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu) ?? [];
  return letters.slice(0, 2).join("").toUpperCase();
}

/** Escaped so that no text of an instruction can end the reply's action or look like markup. */
function exported(name: string, value: JsonValue): string {
  const json = JSON.stringify(value, null, 2).replace(
    /[<>\u2028\u2029]|&(?=[a-z#])/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `export const ${name} = ${json};\n`;
}
