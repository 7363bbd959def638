import cssColors from "color-name";
import { paintNames, type Rgb } from "./paint-names.ts";
import type { WordToken } from "./word-tokens.ts";

/** A colour as a text names it. */
export interface NamedColor {
  /** The words as they stand in the text, in lower case: "pale green", "orangered", "#1e90ff". */
  words: string;
  /** 8-bit red, green and blue. */
  rgb: Rgb;
}

/** A colour with its place among the tokens of a text. */
export interface ColorMention {
  color: NamedColor;
  /** Index of its first token. */
  first: number;
  /** Index after its last token. */
  end: number;
}

/** No known name has more words ("light goldenrod yellow"). */
const longestName = 3;
/** "pale dusty blue" is as far as names go. */
const mostModifiers = 2;

const white: Readonly<Rgb> = [255, 255, 255];
const black: Readonly<Rgb> = [0, 0, 0];
const gray: Readonly<Rgb> = [128, 128, 128];

/** What a modifier does where the name it makes is in no list: "faint gold", "dark teal". */
const modifiers: Readonly<Record<string, (rgb: Rgb) => Rgb>> = {
  light: (rgb) => mix(rgb, white, 0.5),
  lighter: (rgb) => mix(rgb, white, 0.5),
  pale: (rgb) => mix(rgb, white, 0.65),
  faint: (rgb) => mix(rgb, white, 0.75),
  soft: (rgb) => mix(rgb, white, 0.5),
  pastel: (rgb) => mix(rgb, white, 0.6),
  baby: (rgb) => mix(rgb, white, 0.6),
  medium: (rgb) => mix(rgb, black, 0.1),
  dark: (rgb) => mix(rgb, black, 0.4),
  darker: (rgb) => mix(rgb, black, 0.4),
  deep: (rgb) => mix(rgb, black, 0.3),
  burnt: (rgb) => mix(rgb, black, 0.2),
  dusty: (rgb) => mix(rgb, gray, 0.35),
  muted: (rgb) => mix(rgb, gray, 0.35),
  smoky: (rgb) => mix(rgb, gray, 0.35),
  cool: (rgb) => mix(rgb, [120, 144, 168], 0.3),
  warm: (rgb) => mix(rgb, [168, 136, 112], 0.3),
  bright: (rgb) => rgb,
  vivid: (rgb) => rgb,
  rich: (rgb) => rgb,
  pure: (rgb) => rgb,
};

/** Every colour named in a text, in order. Where names overlap the longest wins. */
export function colorMentions(tokens: readonly WordToken[]): ColorMention[] {
  const mentions: ColorMention[] = [];
  for (let at = 0; at < tokens.length; ) {
    const mention = mentionAt(tokens, at);
    if (mention !== null) mentions.push(mention);
    at = mention?.end ?? at + 1;
  }
  return mentions;
}

function mentionAt(
  tokens: readonly WordToken[],
  at: number,
  modifiersLeft = mostModifiers,
): ColorMention | null {
  for (let length = Math.min(longestName, tokens.length - at); length >= 1; length--) {
    const name = tokens.slice(at, at + length);
    if (name.slice(1).some(({ joined }) => !joined)) continue;
    const rgb = knownColor(name);
    if (rgb !== undefined)
      return { color: { words: wordsOf(tokens, at, at + length), rgb }, first: at, end: at + length };
  }
  const modify = modifiers[tokens[at]?.word ?? ""];
  if (modify === undefined || modifiersLeft === 0 || tokens[at + 1]?.joined !== true) return null;
  const rest = mentionAt(tokens, at + 1, modifiersLeft - 1);
  if (rest === null) return null;
  return {
    color: { words: wordsOf(tokens, at, rest.end), rgb: modify(rest.color.rgb) },
    first: at,
    end: rest.end,
  };
}

function knownColor(tokens: readonly WordToken[]): Rgb | undefined {
  const name = tokens.map(({ word }) => word).join("");
  if (name.startsWith("#")) return hexColor(name);
  const known = own(cssColors, name) ?? own(paintNames, name) ?? own(cssColors, name.replace("grey", "gray"));
  return known === undefined ? undefined : [...known];
}

/** Texts hold words such as "constructor", which every object answers to. */
function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function hexColor(text: string): Rgb | undefined {
  const digits = text.slice(1);
  const full = digits.length === 3 ? digits.replace(/./g, "$&$&") : digits;
  if (full.length !== 6) return undefined;
  const value = Number.parseInt(full, 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function wordsOf(tokens: readonly WordToken[], first: number, end: number): string {
  return tokens
    .slice(first, end)
    .map(({ word }) => word)
    .join(" ");
}

function mix(rgb: Rgb, other: Readonly<Rgb>, share: number): Rgb {
  const channel = (index: 0 | 1 | 2): number => Math.round(rgb[index] * (1 - share) + other[index] * share);
  return [channel(0), channel(1), channel(2)];
}
