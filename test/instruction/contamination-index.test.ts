import { expect, test } from "vitest";
import { ContaminationIndex } from "../../pipeline/instruction/contamination-index.ts";
import { createRandom } from "../../pipeline/random/random.ts";
import { publishedRows, testOnPublished } from "../support/published-data.ts";

test("The word 5-gram score is shared over all, and shows what both texts say", () => {
  // 8 words make 4 five-grams in each; 3 are shared of 5 in either
  const index = new ContaminationIndex(
    [{ id: "t1", instruction: "one two three four five six seven eight" }],
    {
      fiveGramJaccard: 0.5,
      wordOverlap: 1,
    },
  );
  expect(index.find("Two, three, four, FIVE, six, seven, eight, nine!")).toEqual([
    {
      testId: "t1",
      rule: "five-gram-jaccard",
      score: 0.6,
      threshold: 0.5,
      matchedText: "two three four five six seven eight",
    },
  ]);
});

test("The word score is shared over the fewer distinct words, those of the template left out", () => {
  // rare, houseplants, navy of rare, houseplants, navy, snow
  const index = new ContaminationIndex([
    {
      id: "t1",
      instruction: "Please implement a website for rare houseplants, rare houseplants. Use snow and navy.",
    },
  ]);
  const text =
    "Navy is the color: please implement a website for houseplants that are rare, dear, tall and green.";
  expect(index.find(text)).toMatchObject([{ rule: "word-overlap", score: 0.75, testId: "t1" }]);
  expect(index.find("Please implement a website for chess. Use it.")).toEqual([]);
});

test("A score at the threshold is not above it", () => {
  const at = (wordOverlap: number) =>
    new ContaminationIndex([{ id: "t1", instruction: "red green blue cyan" }], {
      fiveGramJaccard: 1,
      wordOverlap,
    });
  expect(at(0.5).find("red green pink gray")).toEqual([]);
  expect(at(0.49).find("red green pink gray")).toHaveLength(1);
});

test("Of several tests each that is too close is told, the worst first; texts without words are no trouble", () => {
  const index = new ContaminationIndex([
    { id: "far", instruction: "violins cellos harps" },
    { id: "near", instruction: "tea coffee cocoa milk" },
    { id: "same", instruction: "tea coffee cocoa water" },
  ]);
  expect(index.find("tea coffee cocoa water").map(({ testId }) => testId)).toEqual(["same", "near"]);
  expect(index.find("")).toEqual([]);
  expect(new ContaminationIndex([{ id: "empty", instruction: "" }]).find("tea")).toEqual([]);
});

testOnPublished(
  "All planted copies of test instructions are found, and 2 % of the published training set at most is accused",
  () => {
    const train = publishedRows("training");
    const tests = publishedRows("test");
    const index = new ContaminationIndex(tests);
    const accused = train.filter(({ instruction }) => index.find(instruction).length > 0);
    expect(accused.length / train.length).toBeLessThanOrEqual(0.02);

    const random = createRandom(3);
    const words = train.flatMap(({ instruction }) => instruction.split(" "));
    const plants: ((text: string) => string)[] = [
      (text) =>
        text
          .split(" ")
          .map((word) => (random.below(10) === 0 ? random.pick(words) : word))
          .join(" "),
      (text) => random.shuffle(text.split(/(?<=\.)\s/)).join(" "),
      (text) => text.replace(/[^.]*\.$/, " Use beige for the background and sienna for components."),
    ];
    for (const plant of plants) {
      const missed = tests.filter(
        ({ id, instruction }) => !index.find(plant(instruction)).some(({ testId }) => testId === id),
      );
      expect(missed.map(({ id }) => id)).toEqual([]);
    }
  },
);
