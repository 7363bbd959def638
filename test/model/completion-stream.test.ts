import { describe, expect, test } from "vitest";
import { assembleCompletion } from "../../pipeline/model/completion-stream.ts";
import { chunk, completionEvents } from "../support/chat-server.ts";
import { askTeacher, setUpModels } from "../support/model-setup.ts";

async function* inPieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

const asEvents = (events: readonly string[]): string => events.map((event) => `data: ${event}\n\n`).join("");
const whole = completionEvents({ text: "Hello, wörld", reasoning: "think", usage: { prompt_tokens: 3 } });

const assembled = {
  id: "c1",
  model: "served-model",
  choices: [
    {
      finish_reason: "stop",
      message: { role: "assistant", content: "Hello, wörld", reasoning_content: "think", refusal: null },
    },
  ],
  usage: { prompt_tokens: 3 },
};

describe("a stream gives what the whole reply would have been", () => {
  const wholes: [name: string, stream: string][] = [
    ["as it is", asEvents(whole)],
    ["with CRLF line ends", asEvents(whole).replaceAll("\n", "\r\n")],
    [
      "with comments that keep it alive",
      `: waiting\n\n${asEvents(whole).replaceAll("\n\n", "\n\n: still here\n\n")}`,
    ],
    ["without a space after data:", asEvents(whole).replaceAll("data: ", "data:")],
    ["without [DONE]", asEvents(whole.slice(0, -1))],
    ["without an empty line at its end", asEvents(whole.slice(0, -1)).trimEnd()],
    ["with reasoning under its other name", asEvents(whole).replaceAll("reasoning_content", "reasoning")],
    ["with something after [DONE]", `${asEvents(whole)}data: {broken\n\n`],
    [
      "with usage in every event",
      asEvents(whole).replaceAll('"object":"chat.completion.chunk"', '"usage":{"prompt_tokens":1}'),
    ],
    [
      "with another choice beside",
      asEvents([chunk({ content: "x" }).replace('"index":0', '"index":1'), ...whole]),
    ],
  ];
  test.each(wholes)("%s, cut anywhere", async (_, stream) => {
    for (const size of [1, 2, 3, 7, 50, 100_000])
      expect(await assembleCompletion(inPieces(stream, size))).toEqual(assembled);
  });
});

test.each([
  ["nothing at all", "", /ended without a finish reason/],
  ["an end in the middle", asEvents(whole.slice(0, 3)), /ended without a finish reason/],
  [
    "[DONE] without a finish reason",
    asEvents([...whole.slice(0, 3), "[DONE]"]),
    /ended without a finish reason/,
  ],
  ["an event that is no JSON", asEvents([...whole.slice(0, 3), "{half"]), /is no JSON/],
  ["an event of another shape", asEvents(['{"choices": "none"}']), /is no completion chunk .*choices/],
  [
    "an error in the middle",
    asEvents([...whole.slice(0, 3), '{"error":{"message":"overloaded"}}']),
    /overloaded/,
  ],
])("%s is a failure", async (_, stream, message) => {
  await expect(assembleCompletion(inPieces(stream, 10))).rejects.toThrow(message);
});

test("what had come before a stream broke off is kept", async () => {
  const stream = asEvents(whole.slice(0, 4));
  await expect(assembleCompletion(inPieces(stream, 10))).rejects.toMatchObject({
    body: '{"content":"Hello, wörld","finishReason":null}',
  });
});

describe("who is streamed", () => {
  test.each([
    ["the teacher", "teacher", {}, true],
    ["not a judge", "vision", {}, undefined],
    ["a judge that is configured so", "vision", { stream: true }, true],
    ["not a teacher that is configured so", "teacher", { stream: false }, undefined],
  ] as const)("%s", async (_, role, endpoint, stream) => {
    const { port, server } = await setUpModels([{ text: "a reply of some length" }], { endpoint });
    const reply = await port.ask({ role, purpose: "p", messages: [{ role: "user", content: "go" }] });
    expect(reply).toMatchObject({
      text: "a reply of some length",
      usage: { promptTokens: 10, completionTokens: 5 },
      model: "served-model",
    });
    expect([server.requests[0]?.stream, server.requests[0]?.stream_options]).toEqual([
      stream,
      stream && { include_usage: true },
    ]);
  });

  test("how a reply travels is no part of its key", async () => {
    const first = await setUpModels([{ text: "once" }]);
    await askTeacher(first.port);
    await first.close();
    const second = await setUpModels([], {
      dir: first.dir,
      endpoint: { baseURL: first.server.baseURL, stream: false },
    });
    expect((await askTeacher(second.port)).text).toBe("once");
  });

  test("a stream that counts no tokens gets an estimate that says so", async () => {
    const { port, ledger } = await setUpModels([{ text: "x".repeat(400), usage: null }]);
    const { usage } = await askTeacher(port, "p", "y".repeat(200));
    expect(usage).toMatchObject({ promptTokens: 50, completionTokens: 100, estimated: true });
    expect(ledger.entries[0]?.costUsd).toBeCloseTo((50 + 1000) / 1e6, 12);
  });
});
