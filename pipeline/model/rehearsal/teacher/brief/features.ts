import { capitalize, cutToWords, slugOf } from "./phrases.ts";

/** One thing the site is asked to offer. */
export interface Feature {
  /** "Vehicle management" */
  name: string;
  /** Short enough for a navigation: "Vehicle management" */
  label: string;
  /** Its address, unique among the features. */
  slug: string;
}

export const mostFeatures = 8;
const fewestFeatures = 4;
const longestName = 44;
const longestLabel = 26;
/** With this many features offered, what people can do adds nothing new. */
const enoughOffered = 5;

/** Sentences that list what the site has, and sentences that list what people can do. */
const offered =
  /\b(?:functionalit(?:y|ies)|functions?|features?|modules?|capabilit(?:y|ies)|sections?|pages|options|elements|services)\b[^.]*?\b(?:such as|including|include|like|for|of|to)\s+(.+)$/i;
const provided =
  /\bshould\s+(?:also\s+)?(?:have|include|support|provide|offer|display|contain|allow users to)\s+(.+)$/i;
const possible =
  /\b(?:should be able to|can|could|allow(?:s|ing)? (?:\w+ )?to|enabl(?:es|ing) (?:\w+ )?to)\s+(.+)$/i;

const fallBacks = ["Overview", "Latest updates", "Frequently asked questions", "Help and contact"] as const;

/**
 * The features an instruction names, in its order, made short; at least four, at most eight. `skip` are words whose
 * sentences say nothing about features (its colours).
 */
export function readFeatures(instruction: string, skip: readonly string[]): Feature[] {
  const sentences = instruction
    .replace(/[{}[\]<>"“”`|\\^~]/g, "")
    .split(/(?<=[.!?。！？])\s*/)
    .filter((sentence) => !skip.some((words) => sentence.includes(words)));
  const offers = sentences.flatMap((sentence) => listIn(sentence, [offered, provided]));
  const actions = sentences.flatMap((sentence) => listIn(sentence, [possible]));
  const english = offers.length >= enoughOffered ? offers : [...offers, ...actions];
  const chinese = sentences.filter((sentence) => /\p{Script=Han}/u.test(sentence)).flatMap(splitChinese);
  return distinct([...english.map(shorten), ...chinese].filter(isUseful), fallBacks);
}

/** The list that the first fitting pattern finds in a sentence. */
function listIn(sentence: string, patterns: readonly RegExp[]): string[] {
  const text = sentence.trim().replace(/[.!?]+$/, "");
  for (const pattern of patterns) {
    const list = pattern.exec(text)?.[1];
    if (list !== undefined) return splitList(list);
  }
  return [];
}

function splitList(list: string): string[] {
  const parts = list.split(/\s*[,;]\s*(?:and\s+|or\s+)?|\s+as well as\s+/i);
  return withSharedObject(parts.length === 1 ? list.split(/\s+and\s+/i) : parts);
}

/** "adding, deleting and editing templates": the verbs alone get the object of the next phrase that has one. */
function withSharedObject(parts: readonly string[]): string[] {
  return parts.map((part, at) => {
    if (!/^\w+ing$/i.test(part)) return part;
    const object = /^(?:and )?\w+ing\s+(.+)$/i.exec(
      parts.slice(at + 1).find((later) => /\s/.test(later)) ?? "",
    )?.[1];
    return object === undefined ? part : `${part} ${object}`;
  });
}

function splitChinese(sentence: string): string[] {
  return sentence
    .split(/[，、。；：\s]|和|以及/u)
    .map((part) => part.replace(/^(?:用户|需要|可以|支持|包括|具有|能够|应该|的)+/u, ""))
    .filter((part) => part.length >= 2 && part.length <= 10);
}

const leading =
  /^(?:(?:also|and|or|both|either|the|an?|their|its|own|any|all|some|more|other|various|different|basic|easily|quickly|users (?:to|can)|to|be|able|ability|allow(?:s|ing)?|enabl(?:es|ing)|hav(?:e|ing)|us(?:e|ing)|for|of)\s+)+/i;
/** Verbs that say nothing the noun after them does not say. */
const emptyVerbs =
  /^(?:display(?:s|ing)?|showcas(?:e|ing)|view(?:ing)?|brows(?:e|ing)|provid(?:e|es|ing)|support(?:s|ing)?|access(?:ing)?|perform(?:ing)?|offer(?:ing)?|show(?:ing)?|see(?:ing)?|present(?:ing)?|includ(?:e|ing)|check(?:ing)?)\s+(?:(?:the|an?|their|its)\s+)?(?=\p{L})/iu;
const managing = /^manag(?:e|ing)\s+(?:(?:the|an?|their|its|own)\s+)*(.+)$/i;
const afterthought =
  /\s+(?:to|so that|that|which|where|when|using|by|in order|through|with|from|within|based on|on|for|such as|via|according|as well|into|including|like|at)\s.*$/i;

function shorten(phrase: string): string {
  let short = phrase
    .replace(/\(.*?\)|[()]|^.*:\s/g, "")
    .replace(/\s+/g, " ")
    .trim()
    .replace(leading, "");
  short = short.replace(emptyVerbs, "");
  const managed = managing.exec(short)?.[1];
  if (managed !== undefined) short = `${managed.replace(afterthought, "")} management`;
  if (short.length > 26) short = short.replace(afterthought, "");
  return capitalize(cutToWords(short.replace(leading, "").trim(), longestName));
}

/** What is left of a sentence that is no list at all. */
const noFeature =
  /^(?:(?:users?|website|system|platform|application|etc|it|them|others?|more|related|corresponding|operations?|(?:functionalit|modul|featur|function|section|page|option)\w*)$|(?:where|such|but|that|which|so|while|if|it|they|system|users|modules|functionalities)\s)/i;

function isUseful(name: string): boolean {
  return /\p{L}{2}/u.test(name) && !noFeature.test(name);
}

/** Features in order, the same one in other words ("message sending", "send messages") only once. */
function distinct(names: readonly string[], reserve: readonly string[]): Feature[] {
  const features = new Map<string, Feature>();
  const add = (name: string): void => {
    const key = stemsOf(name);
    if (features.size >= mostFeatures || features.has(key)) return;
    features.set(key, { name, slug: slugOf(name).slice(0, 48), label: labelOf(name) });
  };
  for (const name of names) add(name);
  for (const name of reserve) if (features.size < fewestFeatures) add(name);
  return [...features.values()];
}

function stemsOf(name: string): string {
  return slugOf(name)
    .split("-")
    .map((word) => word.replace(/(?:ing|es|e|s)$/, ""))
    .sort()
    .join("-");
}

function labelOf(name: string): string {
  return cutToWords(name, longestLabel);
}
