import { expect, onTestFinished, test } from "vitest";
import { resolveSettings } from "../../pipeline/config/settings.ts";
import { EndpointLines } from "../../pipeline/model/endpoint-line.ts";
import { startRehearsalServer } from "../../pipeline/model/rehearsal/server.ts";
import type { Answer } from "../support/chat-server.ts";
import { connectModels, quickPatience, setUpModels } from "../support/model-setup.ts";

const embed = { purpose: "near-duplicates" };

test("vectors come in the order of the texts, in batches, and are paid for once", async () => {
  const texts = Array.from({ length: 130 }, (_, index) => `text ${index}`);
  const first = await setUpModels((_, { input = [] }) => ({
    vectors: input.map((text) => [Number(text.slice(5)), 0.5]),
  }));
  const vectors = await first.port.embed({ ...embed, texts });
  expect(vectors.map(([value]) => value)).toEqual(texts.map((_, index) => index));
  expect(first.server.requests.map(({ path, input }) => [path, input?.length])).toEqual([
    ["/v1/embeddings", 64],
    ["/v1/embeddings", 64],
    ["/v1/embeddings", 2],
  ]);
  expect(
    first.ledger.entries.map(({ role, purpose, usage, costUsd }) => [
      role,
      purpose,
      usage?.promptTokens,
      costUsd,
    ]),
  ).toEqual([0, 64, 128].map((from) => ["embedding", `near-duplicates/${from}`, 7, 7 / 1e6]));
  await first.close();
  const again = await connectModels(first.server.baseURL, { dir: first.dir });
  expect(await again.port.embed({ purpose: "something else", texts })).toEqual(vectors);
  expect(first.server.requests).toHaveLength(3);
});

test("no text, no call", async () => {
  const { port, server } = await setUpModels([]);
  expect(await port.embed({ ...embed, texts: [] })).toEqual([]);
  expect(server.requests).toHaveLength(0);
});

test.each<[string, Answer]>([
  ["a vector too few", { vectors: [[1, 0]] }],
  ["vectors of two lengths", { vectors: [[1, 0], [1]] }],
  ["a page", { status: 200, body: "<p>Welcome</p>" }],
  [
    "numbers that are none",
    { status: 200, body: `{"data":[{"index":0,"embedding":["a"]},{"index":1,"embedding":[1]}]}` },
  ],
  [
    "one index twice",
    { status: 200, body: `{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]}` },
  ],
  ["500", { status: 500, body: "{}" }],
])("%s: asked again", async (_, fault) => {
  const good = [
    [1, 0],
    [0, 1],
  ];
  const { port, ledger } = await setUpModels([fault, { vectors: good }]);
  expect(await port.embed({ ...embed, texts: ["a", "b"] })).toEqual(
    good.map((vector) => Float32Array.from(vector)),
  );
  expect(ledger.entries.map(({ outcome }) => outcome)).toEqual(["failed", "answered"]);
});

test("a run without an embedding endpoint says what to configure", () => {
  const endpoint = { baseURL: "http://127.0.0.1:9/v1", model: "m" };
  const models = { teacher: endpoint, vision: endpoint, feedback: endpoint };
  const lines = new EndpointLines({
    settings: resolveSettings({ run: "r", models }, 2),
    apiKeyOf: () => "none",
    rehearsalURL: () => "",
    seen: [],
    patience: quickPatience,
  });
  expect(() => lines.of("embedding")).toThrow(/No endpoint for the embedding role .* Add models\.embedding/);
});

test("rehearsal vectors: equal for equal texts, nearer the more words are shared", async () => {
  const server = await startRehearsalServer();
  onTestFinished(() => server.close());
  const { port } = await connectModels(server.baseURL("embedding"));
  const [text, same, near, far] = await port.embed({
    ...embed,
    texts: [
      "Please implement a bookshop with a shopping basket",
      "Please implement a bookshop with a shopping basket",
      "Please implement a bookshop with a reading list",
      "Track daily weather for sailors",
    ],
  });
  const cosine = (a: Float32Array = new Float32Array(), b: Float32Array = new Float32Array()): number =>
    a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
  expect(same).toEqual(text);
  expect(cosine(text, text)).toBeCloseTo(1, 5);
  expect(cosine(text, near)).toBeGreaterThan(0.5);
  expect(cosine(text, far)).toBeLessThan(0.3);
});
