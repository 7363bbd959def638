import { capitalize } from "../brief/phrases.ts";
import type { PageKind } from "./page-kind.ts";
import { itemsOf, numbered } from "./rows.ts";

/** A library of things to watch or hear, with a player and a collection of one's own. */
export const player: PageKind = {
  id: "player",
  clue: /\b(?:streaming|stream|videos?|movies?|films?|music|songs?|audio|playback|play(?:er|list|lists)|ringtones?|podcasts?|live|multimedia|anime|tv|radio|listen|watch)\b/gi,
  homeLabel: "Library",
  mainHandler: "onClick={() => play(each)}",
  data(brief, random) {
    const { subject } = brief;
    const tracks = itemsOf(brief, random).map(({ name, category, person }) => ({
      title: name,
      artist: person,
      category,
      seconds: 95 + random.below(300),
      favourite: random.below(4) === 0,
    }));
    return {
      content: {
        itemsWord: subject.plural,
        itemsTitle: capitalize(subject.plural),
        heading: "Ready to play",
        categories: subject.categories,
      },
      collections: { tracks: numbered(tracks) },
    };
  },
};
