import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { resolveSettings } from "../../pipeline/config/settings.ts";
import type { Endpoint } from "../../pipeline/contracts/generated/config.ts";
import { Budget } from "../../pipeline/model/budget.ts";
import { ModelClient } from "../../pipeline/model/model-client.ts";
import type { ModelPort } from "../../pipeline/model/model-port.ts";
import { EventStore } from "../../pipeline/run/event-store.ts";
import { Ledger } from "../../pipeline/run/ledger.ts";
import { reconcileLedger } from "../../pipeline/run/reconcile-ledger.ts";
import { storeFiles } from "../../pipeline/run/run-paths.ts";
import type { TrajectoryEvent } from "../../pipeline/run/trajectory.ts";
import { parseTrajectoryEvent } from "../../pipeline/run/trajectory-store.ts";
import { type Answer, type ChatServer, completionBody, startChatServer } from "../support/chat-server.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const key = "sk-canary-5f1c";
const price = { inputPerMillionUsd: 1, outputPerMillionUsd: 10 };

interface Setup {
  server: ChatServer;
  port: ModelPort;
  ledger: Ledger;
  store: EventStore<TrajectoryEvent>;
  dir: string;
  stop: AbortController;
}

async function setUp(
  answers: Answer[] | ((index: number) => Answer | undefined),
  options: { endpoint?: Partial<Endpoint>; maxUsd?: number; dir?: string; sampleKey?: string } = {},
): Promise<Setup> {
  const server = await startChatServer(typeof answers === "function" ? answers : (index) => answers[index]);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return await connect(server, options);
}

async function connect(server: ChatServer, options: Parameters<typeof setUp>[1] = {}): Promise<Setup> {
  const dir = options.dir ?? (await temporaryFolder());
  const endpoint: Endpoint = {
    baseURL: server.baseURL,
    model: "m",
    apiKeyEnv: "KEY",
    price,
    ...options.endpoint,
  };
  const settings = resolveSettings(
    { run: dir, models: { teacher: endpoint, vision: endpoint, feedback: endpoint } },
    2,
  );
  const now = () => new Date("2026-01-01T00:00:00Z");
  const ledger = await Ledger.open(join(dir, "ledger.jsonl"));
  const store = await EventStore.open<TrajectoryEvent>({ dir, parse: parseTrajectoryEvent, now });
  const client = new ModelClient({
    settings,
    apiKeyOf: () => key,
    rehearsalURL: () => server.baseURL,
    ledger,
    budget: new Budget({ maxUsd: options.maxUsd ?? null, maxTokens: null }, { usd: 0, tokens: 0 }),
    now,
  });
  const stop = new AbortController();
  const port = client.bind({
    store,
    stage: "record",
    trajectoryId: "t1",
    sampleKey: options.sampleKey ?? "i/0",
    signal: stop.signal,
  });
  return { server, port, ledger, store, dir, stop };
}

const ask = (port: ModelPort, purpose = "step-0/teacher", text = "hello") =>
  port.ask({ role: "teacher", purpose, messages: [{ role: "user", content: text }] });

describe("one call", () => {
  test("the reply, its usage and its price", async () => {
    const { port, ledger } = await setUp([
      {
        text: "hi",
        usage: { prompt_tokens: 1000, completion_tokens: 100, prompt_tokens_details: { cached_tokens: 400 } },
      },
    ]);
    const reply = await ask(port);
    expect(reply).toMatchObject({ text: "hi", finishReason: "stop", model: "served-model" });
    expect(reply.usage).toEqual({
      promptTokens: 1000,
      completionTokens: 100,
      cachedTokens: 400,
      reasoningTokens: null,
    });
    expect(ledger.entries).toHaveLength(1);
    expect(ledger.entries[0]?.costUsd).toBeCloseTo(0.002, 12);
  });

  test("images travel as data URLs and are journaled by their hash", async () => {
    const { port, server, store } = await setUp([{ text: "a page" }]);
    const bytes = Buffer.from("not really a picture");
    await port.ask({
      role: "vision",
      purpose: "p",
      messages: [
        {
          role: "user",
          content: [
            { kind: "text", text: "what?" },
            { kind: "png", bytes },
          ],
        },
      ],
    });
    expect(JSON.stringify(server.requests[0])).toContain(`data:image/png;base64,${bytes.toString("base64")}`);
    expect(Buffer.from(store.bytes(store.keep(bytes)))).toEqual(bytes);
  });

  test("two asks of the same purpose are paid once; another purpose or sample is another call", async () => {
    const first = await setUp((index) => ({ text: `reply ${index}` }));
    expect((await ask(first.port)).text).toBe("reply 0");
    expect((await ask(first.port)).text).toBe("reply 0");
    expect((await ask(first.port, "step-1/teacher")).text).toBe("reply 1");
    expect(first.server.requests).toHaveLength(2);
    await first.store[Symbol.asyncDispose]();
    const resumed = await connect(first.server, { dir: first.dir });
    expect((await ask(resumed.port)).text).toBe("reply 0");
    await resumed.store[Symbol.asyncDispose]();
    const other = await connect(first.server, { dir: first.dir, sampleKey: "i/1" });
    expect((await ask(other.port)).text).toBe("reply 2");
    expect(first.server.requests).toHaveLength(3);
  });

  test("the key is in no file of the run", async () => {
    const { port, dir } = await setUp([
      { status: 500, body: `{"error":{"message":"your key is fine"}}` },
      { text: "hi" },
    ]);
    await ask(port);
    for (const path of [join(dir, "ledger.jsonl"), ...Object.values(storeFiles(dir))]) {
      expect((await readFile(path)).includes(key)).toBe(false);
    }
  });
});

describe("faults", () => {
  const passing: [name: string, fault: Answer][] = [
    ["500", { status: 500, body: "{}" }],
    ["502 with a proxy's page", { status: 502, body: "<html>Bad gateway</html>" }],
    [
      "429 without Retry-After-like patience",
      { status: 429, body: "{}", headers: { "retry-after-ms": "10" } },
    ],
    ["200 with a page", { status: 200, body: "<!doctype html><p>Welcome</p>" }],
    ["200 with an error object", { status: 200, body: `{"error":{"message":"overloaded"}}` }],
    ["200 with empty choices", { status: 200, body: `{"choices":[]}` }],
    [
      "200 without a finish reason",
      {
        status: 200,
        body: completionBody({ text: "half" }).replace('"finish_reason":"stop"', '"finish_reason":null'),
      },
    ],
    ["200 with cut JSON", { status: 200, body: completionBody({ text: "half" }).slice(0, 60) }],
    ["a reset", "reset"],
    ["headers that never come", "stall-headers"],
    ["a body that stops", "stall-body"],
  ];
  test.each(passing)("%s: the call is made again, both attempts are in the ledger", async (_, fault) => {
    const { port, server, ledger } = await setUp([fault, { text: "hi" }], { endpoint: { timeoutMs: 1000 } });
    expect((await ask(port)).text).toBe("hi");
    expect(server.requests).toHaveLength(2);
    expect(ledger.entries.map((entry) => entry.outcome)).toEqual(["failed", "answered"]);
  });

  const final: [name: string, fault: Answer, error: RegExp][] = [
    [
      "a wrong key",
      { status: 401, body: `{"error":{"message":"Incorrect API key"}}` },
      /teacher model m at .* refused the call: HTTP 401.*models\.teacher/,
    ],
    ["an unknown model", { status: 404, body: `{"error":{"message":"no such model"}}` }, /HTTP 404/],
    [
      "no quota left",
      { status: 429, body: `{"error":{"message":"quota","code":"insufficient_quota"}}` },
      /HTTP 429: .*quota/,
    ],
    [
      "a pause of an hour",
      { status: 429, body: "{}", headers: { "retry-after": "3600" } },
      /pause of 3600 s/,
    ],
  ];
  test.each(final)("%s: one call, one clear message", async (_, fault, error) => {
    const { port, server } = await setUp([fault]);
    await expect(ask(port)).rejects.toThrow(error);
    expect(server.requests).toHaveLength(1);
  });

  test("a failed call is not remembered: asked again, it is sent again", async () => {
    const { port, server } = await setUp([{ status: 401, body: "{}" }, { text: "hi" }]);
    await expect(ask(port)).rejects.toThrow(/401/);
    expect((await ask(port)).text).toBe("hi");
    expect(server.requests).toHaveLength(2);
  });

  test("the raw body of a bad response is kept", async () => {
    const { port, store } = await setUp([{ status: 200, body: "<p>maintenance</p>" }, { text: "hi" }]);
    await ask(port);
    const failed = store.events.find((event) => event.event === "call-failed");
    expect(store.text(failed?.exchange ?? "")).toBe("<p>maintenance</p>");
  });
});

test("a stop ends a call that hangs", async () => {
  const { port, stop } = await setUp(["stall-headers"]);
  setTimeout(() => stop.abort(), 50);
  await expect(ask(port)).rejects.toThrow("stopped");
});

test("a spent budget stops before the next call, and counts what earlier sessions spent", async () => {
  const { port, server } = await setUp(
    () => ({ text: "hi", usage: { prompt_tokens: 0, completion_tokens: 1000 } }),
    { maxUsd: 0.015 },
  );
  await ask(port, "a");
  await ask(port, "b");
  await expect(ask(port, "c")).rejects.toThrow(/budget of \$0.015 is spent \(\$0.0200\)/);
  expect(server.requests).toHaveLength(2);
});

test("many calls at once against a server that throttles: nothing is dropped", async () => {
  const { port, server } = await setUp((index) =>
    index % 3 === 0 ? { status: 429, body: "{}", headers: { "retry-after-ms": "5" } } : { text: `${index}` },
  );
  const replies = await Promise.all(Array.from({ length: 30 }, (_, index) => ask(port, `p${index}`)));
  expect(new Set(replies.map((reply) => reply.text)).size).toBe(30);
  expect(server.requests.length).toBeGreaterThan(30);
});

test("calls that a killed process left out of the ledger are entered from the journal", async () => {
  const { port, store, dir, ledger } = await setUp([{ text: "hi" }]);
  await ask(port);
  await store.append({
    event: "call-intended",
    callId: "lost",
    key: "0".repeat(64),
    role: "gui",
    purpose: "p",
  });
  await ledger[Symbol.asyncDispose]();
  const emptied = await Ledger.open(join(dir, "other.jsonl"));
  const origin = { stage: "record" as const, trajectoryId: "t1", baseURLOf: () => "http://x" };
  await reconcileLedger(store.events, origin, emptied);
  await reconcileLedger(store.events, origin, emptied);
  expect(emptied.entries.map((entry) => [entry.outcome, entry.costUsd])).toEqual([
    ["answered", ledger.entries[0]?.costUsd],
    ["abandoned", null],
  ]);
});
