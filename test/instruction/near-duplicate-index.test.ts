import { distance } from "fastest-levenshtein";
import { expect, test } from "vitest";
import { type DuplicateLimits, NearDuplicateIndex } from "../../pipeline/instruction/near-duplicate-index.ts";
import { createRandom } from "../../pipeline/random/random.ts";
import { publishedRows, testOnPublished } from "../support/published-data.ts";

const text =
  "Please implement a website for rare houseplants. Users should be able to browse plants by light and water, search them by name, put them into a cart, and order them. They should also be able to read a page with advice for each plant and to write a review after a purchase. Use mint cream for the background and teal for components.";

/** Word pairs are left out of it unless a test is about them. */
function findAfter(earlier: string, later: string, limits: Partial<DuplicateLimits> = {}) {
  const index = new NearDuplicateIndex({ minJaccard: Number.POSITIVE_INFINITY, ...limits });
  index.add("earlier", earlier);
  return index.find(later);
}

test("A text that differs in case, spacing and punctuation only is an exact duplicate", () => {
  const same = `  ${text.toUpperCase().replaceAll(", ", " - ")}\n`;
  expect(findAfter(text, same)).toMatchObject({ kind: "exact-duplicate", id: "earlier" });
});

test.each([
  ["other colors", text.replace("mint cream", "alice blue").replace("teal", "navy")],
  ["one word", text.replace("houseplants", "orchids")],
  ["a short sentence more", `${text} It should be fast and simple.`],
])("%s makes a near-duplicate", (_, later) => {
  expect(findAfter(text, later)).toMatchObject({
    kind: "near-duplicate",
    id: "earlier",
    distance: distance(text, later),
  });
});

test("The limit is the last distance that counts", () => {
  const later = `${text} ${"x".repeat(49)}`;
  expect(findAfter(text, later)?.distance).toBe(50);
  expect(findAfter(text, `${later}x`)).toBeNull();
  expect(findAfter(text, later, { maxDistance: 49 })).toBeNull();
});

test("Replaced letters count once, not as one that goes and one that comes", () => {
  const found = findAfter(`${text} ${"ax".repeat(40)}`, `${text} ${"ay".repeat(40)}`);
  expect(found?.distance).toBe(40);
});

test("Sentences in another order are many edits, and a near-duplicate by their word pairs", () => {
  const later = text
    .split(/(?<=\.)\s/)
    .reverse()
    .join(" ");
  expect(findAfter(text, later)).toBeNull();
  const found = findAfter(text, later, { minJaccard: 0.8 });
  expect(found).toMatchObject({ kind: "near-duplicate", id: "earlier", distance: distance(text, later) });
  expect(found?.jaccard).toBeGreaterThan(0.85);
  expect(findAfter(text, later, { minJaccard: 0.99 })).toBeNull();
});

test("The share of word pairs is that of those in either text", () => {
  // "a b", "b c", "c d", "d e" and "b c", "c d", "d e", "e f": three of five
  expect(findAfter("a b c d e", "b c d e f", { minJaccard: 0.6 })?.jaccard).toBe(0.6);
});

test("A phrase that very many texts share hides no duplicate", () => {
  const index = new NearDuplicateIndex();
  const frame = (subject: string) =>
    `Please implement a website for ${subject} where users can browse, search and order. Use azure for the background and navy for components.`;
  for (let at = 0; at < 300; at++) index.add(`t${at}`, `${frame(`thing${at}`)} ${uniqueWords(at)}`);
  expect(index.find(`${frame("thing150")} ${uniqueWords(150)} Now.`)?.id).toBe("t150");
});

function uniqueWords(at: number): string {
  return Array.from({ length: 30 }, (_, word) => `w${at}x${word}`).join(" ");
}

test("The nearest of several is named", () => {
  const index = new NearDuplicateIndex();
  index.add("far", text.replace("rare houseplants", "old bicycles"));
  index.add("near", text.replace("rare", "red"));
  expect(index.find(text)).toMatchObject({ kind: "near-duplicate", id: "near", distance: 3 });
});

test("Texts on another subject, empty ones and those of one word are no trouble", () => {
  const index = new NearDuplicateIndex();
  index.add("a", text);
  index.add("b", "");
  index.add("c", "tea");
  expect(index.find("Please implement a website for chess.")).toBeNull();
  expect(index.find("tea!")?.id).toBe("c");
});

testOnPublished(
  "Each published instruction is found again after words were changed up to the limit, and none is accused unchanged",
  () => {
    const texts = publishedRows("training").map(({ instruction }) => instruction);
    const vocabulary = texts.flatMap((one) => one.split(" "));
    const random = createRandom(11);
    const index = new NearDuplicateIndex();
    for (const [at, one] of texts.entries()) {
      expect(index.find(one)).toBeNull();
      index.add(String(at), one);
    }
    const found = texts.filter(
      (one, at) => index.find(changeWords(one, vocabulary, random))?.id === String(at),
    );
    expect(found.length / texts.length).toBeGreaterThanOrEqual(0.99);
  },
);

/** Puts other words in random places for as long as the text stays within 50 edits. */
function changeWords(
  text: string,
  vocabulary: readonly string[],
  random: ReturnType<typeof createRandom>,
): string {
  let words = text.split(" ");
  for (;;) {
    const changed = words.with(random.below(words.length), random.pick(vocabulary));
    if (distance(text, changed.join(" ")) > 50) return words.join(" ");
    words = changed;
  }
}
