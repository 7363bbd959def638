import { expect, test } from "vitest";
import { checkContract } from "../../pipeline/contracts/validators.ts";
import { Decontamination } from "../../pipeline/instruction/decontamination.ts";
import type { EmbeddingPort } from "../../pipeline/model/model-port.ts";

const tests = [
  { testSet: "bench", id: "tea", instruction: "Sell rare green leaves from distant mountains" },
  { testSet: "bench", id: "chess", instruction: "Play knights against bishops on wooden boards" },
];

/** A port whose vectors are chosen by hand, and which keeps what it was asked. */
function portOf(vectors: Record<string, number[]>): EmbeddingPort & { asked: string[][] } {
  const asked: string[][] = [];
  return {
    asked,
    async embed({ texts }) {
      asked.push([...texts]);
      return texts.map((text) => {
        const vector = vectors[text];
        if (vector === undefined) throw new Error(`No vector was planned for ${text}`);
        return Float32Array.from(vector);
      });
    },
  };
}

const [tea, chess] = [tests[0]?.instruction ?? "", tests[1]?.instruction ?? ""];
const texts = {
  // cosine with tea: 3 / 5, 0 with chess
  shop: "A shop with oolong for connoisseurs",
  // 0.5 with tea
  kettle: "Kettles of all sizes",
  nothing: "Empty words",
};
const vectors = {
  [tea]: [2, 0, 0],
  [chess]: [0, 0, 7],
  [texts.shop]: [3, 4, 0],
  [texts.kettle]: [1, Math.sqrt(3), 0],
  [texts.nothing]: [0, 0, 0],
};

test("Without an embedding model only words count", async () => {
  const decontamination = new Decontamination(tests);
  const found = await decontamination.find([texts.shop, tea]);
  expect(found[0]).toEqual([]);
  expect(found[1]).toMatchObject([
    { testId: "tea", score: 1 },
    { testId: "tea", score: 1 },
  ]);
});

test("What passes by its words is held against the tests by meaning, at the published limit", async () => {
  const embeddings = portOf(vectors);
  const found = await new Decontamination(tests, { embeddings }).find([
    texts.kettle,
    tea,
    texts.shop,
    texts.nothing,
  ]);
  expect(found.map((findings) => findings.map(({ rule, testId }) => [rule, testId]))).toEqual([
    [],
    [
      ["five-gram-jaccard", "tea"],
      ["word-overlap", "tea"],
    ],
    [["embedding-cosine", "tea"]],
    [],
  ]);
  const [finding] = found[2] ?? [];
  expect(finding?.score).toBeCloseTo(0.6);
  expect(finding).toMatchObject({ threshold: 0.55, testSet: "bench", matchedText: "" });
  // the copy is not embedded: its words have said enough
  expect(embeddings.asked).toEqual([
    [tea, chess],
    [texts.kettle, texts.shop, texts.nothing],
  ]);
  expect(
    checkContract("candidate", {
      ...{ id: "a", instruction: "x", application_type: "y", outcome: "dropped", reason: "contaminated" },
      ...{ detail: null, evidence: { contamination: found[2] } },
      source: { kind: "imported", from: "x", line: 1, specification: null, label: null },
    }),
  ).toMatchObject({ ok: true });
});

test("The limit can be set; the tests are embedded once, the texts in batches", async () => {
  const embeddings = portOf(vectors);
  const decontamination = new Decontamination(tests, { embeddings, minCosine: 0.5 });
  const many = Array.from({ length: 100 }, () => texts.shop);
  expect((await decontamination.find(many)).every((findings) => findings.length === 1)).toBe(true);
  expect(await decontamination.find([texts.kettle])).toMatchObject([[{ testId: "tea" }]]);
  expect(embeddings.asked.map((asked) => asked.length)).toEqual([2, 64, 36, 1]);
});

test("Without tests nothing is found and nothing asked", async () => {
  const embeddings = portOf({});
  expect(await new Decontamination([], { embeddings }).find(["x"])).toEqual([[]]);
  expect(embeddings.asked).toEqual([]);
});
