import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ItemError, ParkError, UserError } from "../../pipeline/errors.ts";
import { type Answer, chunk, completionBody } from "../support/chat-server.ts";
import { askTeacher, setUpModels } from "../support/model-setup.ts";

/** Deadlines that a stall runs into, short enough for a test and long enough for a slow machine's answer. */
const shortDeadlines = { timeoutMs: 4_000, idleTimeoutMs: 1_500 };

const good: Answer = { text: "hi" };
const half = completionBody({ text: "half" });

describe.each([
  ["in one piece", false],
  ["streamed", true],
])("passing faults of a reply %s: asked again, both attempts in the ledger", (_, stream) => {
  const either: [name: string, fault: Answer][] = [
    ["500", { status: 500, body: "{}" }],
    ["502 with a proxy's page", { status: 502, body: "<html>Bad gateway</html>" }],
    ["529", { status: 529, body: `{"error":{"message":"overloaded"}}` }],
    ["408", { status: 408, body: "" }],
    ["429 with patience in milliseconds", { status: 429, body: "{}", headers: { "retry-after-ms": "10" } }],
    ["429 with patience in seconds", { status: 429, body: "{}", headers: { "retry-after": "0.01" } }],
    ["503 with patience", { status: 503, body: "{}", headers: { "retry-after": "0" } }],
    ["200 with a page", { status: 200, body: "<!doctype html><p>Welcome</p>" }],
    ["200 with an error object", { status: 200, body: `{"error":{"message":"overloaded"}}` }],
    ["200 with empty choices", { status: 200, body: `{"choices":[]}` }],
    ["200 with nothing", { status: 200, body: "" }],
    [
      "200 without a finish reason",
      { status: 200, body: half.replace('"finish_reason":"stop"', '"finish_reason":null') },
    ],
    ["200 with cut JSON", { status: 200, body: half.slice(0, 60) }],
    ["a reset", "reset"],
    ["a reset in the body", "reset-body"],
    ["headers that never come", "stall-headers"],
    ["a body that stops", "stall-body"],
  ];
  const streams: [name: string, fault: Answer][] = [
    ["a stream that ends without a finish reason", { events: [chunk({ content: "half" })], ends: true }],
    ["a stream that ends with [DONE] alone", { events: [chunk({ content: "half" }), "[DONE]"], ends: true }],
    ["a stream that stops", { events: [chunk({ content: "half" })], ends: false }],
    [
      "a stream with an error in it",
      { events: [chunk({}), '{"error":{"message":"overloaded"}}'], ends: true },
    ],
    ["a stream of garbage", { events: ["\u0000\u0001"], ends: true }],
  ];
  test.each(stream ? [...either, ...streams] : either)("%s", async (_name, fault) => {
    const { port, server, ledger } = await setUpModels([fault, good], {
      endpoint: { ...shortDeadlines, stream },
    });
    expect((await askTeacher(port)).text).toBe("hi");
    expect(server.requests).toHaveLength(2);
    expect(ledger.entries.map(({ outcome, attempt }) => [outcome, attempt])).toEqual([
      ["failed", 1],
      ["answered", 2],
    ]);
  });
});

describe("faults that waiting does not mend: one call, one clear message", () => {
  const final: [
    name: string,
    fault: Answer,
    kind: typeof UserError | typeof ParkError | typeof ItemError,
    message: RegExp,
  ][] = [
    [
      "a wrong key",
      { status: 401, body: `{"error":{"message":"Incorrect API key"}}` },
      UserError,
      /^teacher model m at http.* refused the call: HTTP 401: Incorrect API key\. Check the key in the environment variable MODEL_KEY \(models\.teacher\.apiKeyEnv\)/,
    ],
    ["a key without rights", { status: 403, body: "{}" }, UserError, /HTTP 403.*MODEL_KEY/],
    [
      "an unknown model",
      { status: 404, body: `{"error":{"message":"no such model"}}` },
      UserError,
      /HTTP 404: no such model\. Check models\.teacher\.model and models\.teacher\.baseURL/,
    ],
    [
      "an unknown model of Ollama",
      { status: 404, body: `{"error":"model 'm' not found"}` },
      UserError,
      /model 'm' not found/,
    ],
    [
      "no quota left",
      { status: 429, body: `{"error":{"message":"quota","code":"insufficient_quota"}}` },
      UserError,
      /HTTP 429: quota\. The account has nothing left/,
    ],
    ["no money left", { status: 402, body: "{}" }, UserError, /HTTP 402.*nothing left/],
    [
      "a field the server does not know",
      { status: 400, body: `{"error":{"message":"unknown field stream_options"}}` },
      UserError,
      /HTTP 400: unknown field stream_options\. Check models\.teacher .*models\.teacher\.stream: false/,
    ],
    [
      "a redirect to a page",
      { status: 302, body: "", headers: { location: "/login" } },
      UserError,
      /HTTP 302/,
    ],
    [
      "a pause of an hour",
      { status: 429, body: "{}", headers: { "retry-after": "3600" } },
      ParkError,
      /asks for a pause of 3600 s.*Run the same command later to go on/,
    ],
    [
      "a pause until a date",
      { status: 429, body: "{}", headers: { "retry-after": "Fri, 01 Jan 2100 00:00:00 GMT" } },
      ParkError,
      /asks for a pause/,
    ],
    [
      "a conversation that is too long",
      { status: 400, body: `{"error":{"message":"too long","code":"context_length_exceeded"}}` },
      ItemError,
      /longer than the model takes/,
    ],
    [
      "a conversation that is too long, as vLLM says it",
      { status: 400, body: `{"message":"This model's maximum context length is 8192 tokens."}` },
      ItemError,
      /longer than the model takes/,
    ],
    ["a request that is too large", { status: 413, body: "" }, ItemError, /longer than the model takes/],
    [
      "a content filter before the model",
      { status: 400, body: `{"error":{"message":"filtered","code":"content_filter"}}` },
      ItemError,
      /content filter withheld it/,
    ],
  ];
  test.each(final)("%s", async (_, fault, kind, message) => {
    const { port, server } = await setUpModels([fault]);
    const error = await askTeacher(port).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({ message: expect.stringMatching(message) });
    expect(server.requests).toHaveLength(1);
  });
});

describe("outcomes that are replies", () => {
  test.each([
    ["a cut reply", { text: "half", finishReason: "length" }, "length"],
    ["a cut reply by its other name", { text: "half", finishReason: "max_tokens" }, "length"],
    ["a withheld reply", { text: "", finishReason: "content_filter" }, "content-filter"],
  ] as const)("%s is marked", async (_, answer, finishReason) => {
    const { port, ledger } = await setUpModels([answer]);
    expect(await askTeacher(port)).toMatchObject({ text: answer.text, finishReason });
    expect(ledger.entries.map(({ outcome }) => outcome)).toEqual(["answered"]);
  });

  test("a withheld reply is not remembered: asked again, it is sent again", async () => {
    const { port, server } = await setUpModels([{ text: "", finishReason: "content_filter" }, good]);
    await askTeacher(port);
    expect((await askTeacher(port)).text).toBe("hi");
    expect(server.requests).toHaveLength(2);
  });

  test("a refusal in its own field is a withheld reply", async () => {
    const body = half.replace('"content":"half"', '"content":null,"refusal":"I cannot help with that."');
    const { port } = await setUpModels([{ status: 200, body }]);
    expect(await askTeacher(port)).toMatchObject({ text: "", finishReason: "content-filter" });
  });
});

test("a call that fails while others are answered is given up after five attempts", async () => {
  const { port, server } = await setUpModels((_, { messages }) =>
    messages[0]?.content === "poison" ? { status: 500, body: `{"error":"out of memory"}` } : good,
  );
  await askTeacher(port, "a");
  await expect(askTeacher(port, "b", "poison")).rejects.toThrow(
    /^teacher model m at .* failed 5 times: HTTP 500: out of memory$/,
  );
  expect(server.requests).toHaveLength(6);
  expect((await askTeacher(port, "c")).text).toBe("hi");
});

test("the raw body of a bad response is kept", async () => {
  const { port, store } = await setUpModels([{ status: 200, body: "<p>maintenance</p>" }, good]);
  await askTeacher(port);
  const failed = store.events.find((event) => event.event === "call-failed");
  expect(store.text(failed?.exchange ?? "")).toBe("<p>maintenance</p>");
});

test("a 429 uses up no attempt: as many as come are waited for", async () => {
  const { port, server, ledger } = await setUpModels((index) =>
    index < 12 ? { status: 429, body: "{}", headers: { "retry-after-ms": "1" } } : good,
  );
  expect((await askTeacher(port)).text).toBe("hi");
  expect([server.requests.length, ledger.entries.at(-1)?.attempt]).toEqual([13, 13]);
});

test("many calls at once against a server that throttles: nothing is dropped", async () => {
  const { port, server } = await setUpModels((index) =>
    index % 3 === 0 ? { status: 429, body: "{}", headers: { "retry-after-ms": "5" } } : { text: `${index}` },
  );
  const replies = await Promise.all(Array.from({ length: 30 }, (_, index) => askTeacher(port, `p${index}`)));
  expect(new Set(replies.map((reply) => reply.text)).size).toBe(30);
  expect(server.requests.length).toBeGreaterThan(30);
});

test("a body without end is not read to its end", async () => {
  const endless = "x".repeat(33 * 1024 * 1024);
  const { port, dir } = await setUpModels([{ status: 200, body: endless }, good]);
  expect((await askTeacher(port)).text).toBe("hi");
  expect((await readFile(join(dir, "blobs.pack"))).length).toBeLessThan(1_000_000);
});
