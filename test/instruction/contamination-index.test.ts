import { expect, test } from "vitest";
import { ContaminationIndex, contaminationDetail } from "../../pipeline/instruction/contamination-index.ts";
import { createRandom } from "../../pipeline/random/random.ts";
import { publishedRows, testOnPublished } from "../support/published-data.ts";

const of = (testSet: string, ...tests: { id: string; instruction: string }[]) =>
  tests.map(({ id, instruction }) => ({ testSet, id, instruction }));

test("The word 5-gram score is shared over all, and shows what both texts say", () => {
  // 8 words make 4 five-grams in each; 3 are shared of 5 in either
  const index = new ContaminationIndex(
    of("bench", { id: "t1", instruction: "one two three four five six seven eight" }),
    { thresholds: { fiveGramJaccard: 0.5, wordOverlap: 1 } },
  );
  expect(index.find("Two, three, four, FIVE, six, seven, eight, nine!")).toEqual([
    {
      testSet: "bench",
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
  const index = new ContaminationIndex(
    of("bench", {
      id: "t1",
      instruction: "Please implement a website for rare houseplants, rare houseplants. Use snow and navy.",
    }),
  );
  const text =
    "Navy is the color: please implement a website for houseplants that are rare, dear, tall and green.";
  expect(index.find(text)).toMatchObject([{ rule: "word-overlap", score: 0.75, testId: "t1" }]);
  expect(index.find("Please implement a website for chess. Use it.")).toEqual([]);
});

test("A score at the threshold is not above it", () => {
  const at = (wordOverlap: number) =>
    new ContaminationIndex(of("bench", { id: "t1", instruction: "red green blue cyan" }), {
      thresholds: { fiveGramJaccard: 1, wordOverlap },
    });
  expect(at(0.5).find("red green pink gray")).toEqual([]);
  expect(at(0.49).find("red green pink gray")).toHaveLength(1);
});

test("Of several tests each that is too close is told, the worst first; texts without words are no trouble", () => {
  const index = new ContaminationIndex([
    ...of("one", { id: "1", instruction: "violins cellos harps" }),
    ...of("two", { id: "1", instruction: "tea coffee cocoa milk" }),
    ...of("three", { id: "1", instruction: "tea coffee cocoa water" }),
  ]);
  expect(index.find("tea coffee cocoa water").map(({ testSet }) => testSet)).toEqual(["three", "two"]);
  expect(index.find("")).toEqual([]);
  expect(new ContaminationIndex(of("bench", { id: "empty", instruction: "" })).find("tea")).toEqual([]);
});

test("Counted as published, the words that every instruction has count as well", () => {
  const tests = of("bench", {
    id: "t1",
    instruction: "Please implement a website for tea. Users can order.",
  });
  const text = "Please implement a website for chess. Users can play.";
  expect(new ContaminationIndex(tests).find(text)).toEqual([]);
  // please, implement, a, website, for, users, can of nine words in each
  const [found] = new ContaminationIndex(tests, { plainWords: true }).find(text);
  expect(found).toMatchObject({ rule: "word-overlap", score: 7 / 9 });
});

test("The nearest test is named however far it is, and the detail holds all of the evidence", () => {
  const index = new ContaminationIndex([
    ...of("one", { id: "a", instruction: "violins cellos harps flutes" }),
    ...of("two", { id: "b", instruction: "violins cellos tubas horns" }),
  ]);
  expect(index.nearest("violins tubas horns drums")).toEqual({
    testSet: "two",
    testId: "b",
    wordOverlap: 0.75,
    matchedText: "tubas horns",
  });
  expect(new ContaminationIndex([]).nearest("tea")).toBeNull();
  const [finding] = index.find("violins tubas horns drums");
  if (finding === undefined) throw new Error("Nothing was found");
  expect(contaminationDetail(finding)).toBe(
    'word-overlap 0.75 (limit 0.6) with test b of two; both say "tubas horns"',
  );
});

testOnPublished(
  "All planted copies of test instructions are found, and none of the published training set is accused",
  () => {
    const train = publishedRows("training");
    const tests = publishedRows("test");
    const index = new ContaminationIndex(of("bench", ...tests));
    const accusedBy = (one: ContaminationIndex) =>
      train.filter(({ instruction }) => one.find(instruction).length > 0);
    expect(accusedBy(index)).toEqual([]);
    // what the rule would do if it counted every word
    const plain = new ContaminationIndex(of("bench", ...tests), { plainWords: true });
    expect(accusedBy(plain)).toHaveLength(121);

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
