import { type ColorMention, colorMentions, type NamedColor } from "./color-mentions.ts";
import { type WordToken, wordTokens } from "./word-tokens.ts";

export type { NamedColor };

/** The two colours an instruction fixes. A colour it does not name is null. */
export interface RequestedColors {
  background: NamedColor | null;
  component: NamedColor | null;
}

type Part = keyof RequestedColors;

/** Words that tell which part of a page a colour near them is for. */
const cues: Record<Part, RegExp> = {
  background: /^(backgrounds?|backdrops?|base|canvas|layout|pages?|body)$/,
  component:
    /^(components?|elements?|buttons?|cards?|controls?|ui|interface|widgets?|pieces|blocks?|accents?|highlights?|foreground)$/,
};

/** A colour further than this many words from its cue belongs to something else. */
const reach = 8;

/** What one sentence says: each colour with its distance, in words, to the nearest cue of a part. */
interface Reading {
  mention: ColorMention;
  distance: Record<Part, number>;
}

/**
 * The page background and component colours that an instruction asks for, whatever the phrasing and the order.
 * A sentence that fixes both goes before sentences that fix one each; among equals the later one holds.
 */
export function requestedColors(instruction: string): RequestedColors {
  const sentences = instruction
    .split(/(?<=[.!?])\s+/)
    .reverse()
    .map(readSentence);
  const pair = sentences.map(bestPair).find((found) => found !== null);
  return (
    pair ?? { background: bestSingle(sentences, "background"), component: bestSingle(sentences, "component") }
  );
}

function readSentence(sentence: string): Reading[] {
  const tokens = wordTokens(sentence);
  return colorMentions(tokens).map((mention) => ({
    mention,
    distance: {
      background: distanceToCue(tokens, mention, "background"),
      component: distanceToCue(tokens, mention, "component"),
    },
  }));
}

/** Words between a colour and the nearest cue on either side; infinite when none is in reach. */
function distanceToCue(tokens: readonly WordToken[], { first, end }: ColorMention, part: Part): number {
  const isCue = (at: number): boolean => cues[part].test(tokens[at]?.word ?? "");
  for (let distance = 0; distance <= reach; distance++) {
    if (isCue(first - 1 - distance) || isCue(end + distance)) return distance;
  }
  return Number.POSITIVE_INFINITY;
}

/** Of all ways to give two of a sentence's colours to the two parts, the one with the smallest distances. */
function bestPair(readings: readonly Reading[]): RequestedColors | null {
  let best: { colors: RequestedColors; cost: number } | null = null;
  for (const background of readings) {
    for (const component of readings) {
      if (background === component) continue;
      if (background.distance.background > reach || component.distance.component > reach) continue;
      const cost = background.distance.background + component.distance.component;
      if (best === null || cost < best.cost)
        best = {
          colors: { background: background.mention.color, component: component.mention.color },
          cost,
        };
    }
  }
  return best?.colors ?? null;
}

/** The colour nearest to a cue of a part, in the first sentence where that part is nearer than the other. */
function bestSingle(sentences: readonly (readonly Reading[])[], part: Part): NamedColor | null {
  const other = part === "background" ? "component" : "background";
  for (const readings of sentences) {
    const [nearest] = readings
      .filter(({ distance }) => distance[part] <= reach && distance[part] < distance[other])
      .sort((a, b) => a.distance[part] - b.distance[part]);
    if (nearest !== undefined) return nearest.mention.color;
  }
  return null;
}
