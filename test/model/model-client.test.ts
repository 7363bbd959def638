import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Ledger } from "../../pipeline/run/ledger.ts";
import { reconcileLedger } from "../../pipeline/run/reconcile-ledger.ts";
import { storeFiles } from "../../pipeline/run/run-paths.ts";
import { askTeacher as ask, canaryKey, connectModels, setUpModels as setUp } from "../support/model-setup.ts";

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
    await first.close();
    const resumed = await connectModels(first.server.baseURL, { dir: first.dir });
    expect((await ask(resumed.port)).text).toBe("reply 0");
    await resumed.close();
    const other = await connectModels(first.server.baseURL, { dir: first.dir, sampleKey: "i/1" });
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
      expect((await readFile(path)).includes(canaryKey)).toBe(false);
    }
  });
});

test("a stop ends a call that hangs", async () => {
  const { port, stop, server } = await setUp(["stall-headers"]);
  const asked = ask(port);
  const ended = expect(asked).rejects.toThrow("stopped");
  await expect.poll(() => server.requests.length, { timeout: 10_000 }).toBe(1);
  stop.abort();
  await ended;
});

test("calls that a killed process left out of the ledger are entered from the journal", async () => {
  const { port, store, dir, ledger } = await setUp([{ text: "hi" }]);
  await ask(port);
  await store.append({
    event: "call-intended",
    callId: "lost",
    role: "gui",
    purpose: "p",
  });
  await ledger[Symbol.asyncDispose]();
  const emptied = await Ledger.open(join(dir, "other.jsonl"));
  const origin = { stage: "record" as const, trajectoryId: "t1", baseURLOf: () => "http://x" };
  await reconcileLedger(store.events, origin, emptied);
  await reconcileLedger(store.events, origin, emptied);
  expect(emptied.entries.map((entry) => [entry.outcome, entry.costUsd, entry.attempt])).toEqual([
    ["answered", ledger.entries[0]?.costUsd, 1],
    ["abandoned", null, 1],
  ]);
});
