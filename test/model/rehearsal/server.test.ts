import OpenAI, { BadRequestError, InternalServerError, NotFoundError } from "openai";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RehearsalRequest } from "../../../pipeline/model/rehearsal/rehearsal-request.ts";
import { speaking } from "../../../pipeline/model/rehearsal/server/rehearsal-reply.ts";
import {
  type RehearsalRole,
  type RehearsalServer,
  startRehearsalServer,
} from "../../../pipeline/model/rehearsal/server.ts";
import { PaintedPage } from "../../support/painted-page.ts";

const seen: RehearsalRequest[] = [];
let server: RehearsalServer;

beforeAll(async () => {
  const echo = speaking((request) => {
    seen.push(request);
    const last = request.messages.at(-1)?.content;
    return `seed ${request.seed}: ${typeof last === "string" ? last : `${last?.length} parts`}`;
  });
  server = await startRehearsalServer({
    teacher: () => ({ text: "cut in the mid", finishReason: "length" }),
    vision: echo,
    gui: echo,
    feedback: echo,
    synthesis: () => {
      throw new Error("the model broke down");
    },
  });
});
afterAll(() => server.close());

function client(role: RehearsalRole, at = server): OpenAI {
  return new OpenAI({ baseURL: at.baseURL(role), apiKey: "rehearsal", maxRetries: 0 });
}

const user = (content: string): OpenAI.ChatCompletionMessageParam => ({ role: "user", content });

test("a completion has the text, why it ended, and the tokens", async () => {
  const completion = await client("vision").chat.completions.create({
    model: "rehearsal-vlm",
    seed: 7,
    messages: [user("x".repeat(40))],
  });
  expect(completion).toMatchObject({
    object: "chat.completion",
    model: "rehearsal-vlm",
    choices: [
      { finish_reason: "stop", message: { role: "assistant", content: `seed 7: ${"x".repeat(40)}` } },
    ],
    usage: { prompt_tokens: 14, completion_tokens: 12, total_tokens: 26 },
  });
});

test("each role has a model of its own", async () => {
  const completion = await client("teacher").chat.completions.create({ model: "t", messages: [user("go")] });
  expect(completion.choices[0]).toMatchObject({
    finish_reason: "length",
    message: { content: "cut in the mid" },
  });
});

test("pictures arrive as they were sent, and count as 800 tokens", async () => {
  const url = new PaintedPage([255, 255, 255], 16, 16).url();
  const completion = await client("vision").chat.completions.create({
    model: "v",
    messages: [
      {
        role: "user",
        content: [
          { type: "text", text: "look" },
          { type: "image_url", image_url: { url } },
        ],
      },
    ],
  });
  expect(seen.at(-1)?.messages[0]?.content).toEqual([
    { type: "text", text: "look" },
    { type: "image_url", image_url: { url } },
  ]);
  expect(completion.usage?.prompt_tokens).toBe(4 + 1 + 800);
});

test("what an earlier request of the conversation held is counted as cached", async () => {
  const completion = await client("gui").chat.completions.create({
    model: "g",
    messages: [user("x".repeat(400)), { role: "assistant", content: "a" }, user("b")],
  });
  expect(completion.usage?.prompt_tokens_details?.cached_tokens).toBe(104);
});

test("a stream carries the same reply in pieces, and the tokens when they are asked for", async () => {
  const text = "word ".repeat(200);
  const stream = await client("feedback").chat.completions.create({
    model: "f",
    seed: 3,
    messages: [user(text)],
    stream: true,
    stream_options: { include_usage: true },
  });
  let content = "";
  let pieces = 0;
  const endings: (string | null)[] = [];
  let usage: OpenAI.CompletionUsage | null = null;
  for await (const chunk of stream) {
    const [choice] = chunk.choices;
    content += choice?.delta.content ?? "";
    if (choice?.delta.content) pieces++;
    if (choice?.finish_reason) endings.push(choice.finish_reason);
    usage = chunk.usage ?? usage;
  }
  expect(content).toBe(`seed 3: ${text}`);
  expect(pieces).toBeGreaterThan(1);
  expect(endings).toEqual(["stop"]);
  expect(usage).toMatchObject({ completion_tokens: 252 });
});

test("a token limit cuts the reply, and it says so", async () => {
  const completion = await client("vision").chat.completions.create({
    model: "v",
    max_tokens: 3,
    messages: [user("a long message")],
  });
  expect(completion.choices[0]).toMatchObject({
    finish_reason: "length",
    message: { content: "seed 0: a lo" },
  });
  expect(completion.usage?.completion_tokens).toBe(3);
});

test("equal requests get equal responses, to the byte", async () => {
  const ask = async (): Promise<string> => {
    const body = { model: "v", seed: 5, messages: [user("hello")] };
    return await (await client("vision").chat.completions.create(body).asResponse()).text();
  };
  expect(await ask()).toBe(await ask());
});

test("the models can be listed", async () => {
  const models = await client("teacher").models.list();
  expect(models.data.map(({ id }) => id)).toEqual(["rehearsal"]);
});

const bad: [name: string, path: string, body: string, status: number, message: RegExp][] = [
  ["no JSON", "/vision/v1/chat/completions", "{", 400, /not JSON/],
  ["no object", "/vision/v1/chat/completions", "[]", 400, /must be a JSON object/],
  ["no model", "/vision/v1/chat/completions", "{}", 400, /model must be a string/],
  ["no messages", "/vision/v1/chat/completions", '{"model":"v","messages":[]}', 400, /at least one message/],
  [
    "an unknown role of a message",
    "/vision/v1/chat/completions",
    '{"model":"v","messages":[{"role":"tool","content":""}]}',
    400,
    /messages\[0\]\.role must be/,
  ],
  [
    "an unknown part",
    "/vision/v1/chat/completions",
    '{"model":"v","messages":[{"role":"user","content":[{"type":"audio"}]}]}',
    400,
    /messages\[0\]\.content holds a part/,
  ],
  ["an unknown role", "/embedding/v1/chat/completions", "{}", 404, /no rehearsal model at \/embedding/],
  ["an inherited name", "/constructor/v1/chat/completions", "{}", 404, /no rehearsal model/],
  ["another address", "/vision/v1/embeddings", "{}", 404, /do not answer POST/],
];
test.each(bad)("%s is refused in the API's own shape", async (_, path, body, status, message) => {
  const response = await fetch(new URL(path, server.baseURL("vision")), { method: "POST", body });
  expect(response.status).toBe(status);
  expect(await response.json()).toEqual({
    error: {
      type: "invalid_request_error",
      message: expect.stringMatching(message),
      param: null,
      code: null,
    },
  });
});

test("the client understands the errors", async () => {
  const create = (role: RehearsalRole, baseURL = server.baseURL(role)) =>
    new OpenAI({ baseURL, apiKey: "x", maxRetries: 0 }).chat.completions.create({
      model: "m",
      messages: [user("x")],
    });
  await expect(create("vision", server.baseURL("vision").replace("vision", "nobody"))).rejects.toThrow(
    NotFoundError,
  );
  await expect(create("synthesis")).rejects.toThrow(InternalServerError);
  await expect(create("synthesis")).rejects.toThrow(/the model broke down/);
  await expect(client("vision").chat.completions.create({ model: "m", messages: [] })).rejects.toThrow(
    BadRequestError,
  );
});

test("the built-in models answer for every role", async () => {
  await using builtIn = await startRehearsalServer();
  const instruction =
    "Please implement a website for a bakery. Use ivory for the background and sienna for components.";
  const ask = async (role: RehearsalRole, content: OpenAI.ChatCompletionUserMessageParam["content"]) => {
    const { choices } = await client(role, builtIn).chat.completions.create({
      model: "rehearsal",
      seed: 11,
      messages: [{ role: "user", content }],
    });
    return choices[0]?.message.content ?? "";
  };
  const url = new PaintedPage([255, 255, 240], 256, 192).url();
  const picture = [
    { type: "text" as const, text: `${instruction}\n\nReply as {"analysis": "", "grade": 0}` },
    { type: "image_url" as const, image_url: { url } },
  ];
  expect(await ask("teacher", instruction)).toContain("<boltArtifact");
  expect(JSON.parse(await ask("vision", picture))).toMatchObject({ grade: 0 });
  expect(await ask("gui", 'Test it.\n[0]: <button> "Order"')).toMatch(/^Thought: .*\nAction: Click \[0\]$/);
  expect(await ask("feedback", instruction)).toContain('type="gui_agent_test"');
  expect(await ask("synthesis", "Application type: Blog")).not.toBe("");
});

test("after closing, once or twice, nothing listens", async () => {
  const closing = await startRehearsalServer();
  await Promise.all([closing.close(), closing.close()]);
  await closing.close();
  await expect(fetch(`${closing.baseURL("vision")}/models`)).rejects.toThrow();
});
