import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Cassette } from "../../pipeline/model/cassette.ts";
import type { ChatMessage, EmbeddingPort, ModelPort, ModelRequest } from "../../pipeline/model/model-port.ts";
import { spendOf } from "../../pipeline/run/ledger.ts";
import type { ChatServer } from "../support/chat-server.ts";
import { connectModels, setUpModels } from "../support/model-setup.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const id = "i.0.aaaa0000";
/** Seeds differ between samples. */
const endpoint = { sendSeed: true };

const picture = (bytes: string): ChatMessage[] => [
  {
    role: "user",
    content: [
      { kind: "text", text: "grade this" },
      { kind: "png", bytes: Buffer.from(bytes) },
    ],
  },
];
const teacher = (text: string): ModelRequest => ({
  role: "teacher",
  purpose: "step-0/teacher",
  messages: [{ role: "user", content: text }],
});
const vision = (bytes: string): ModelRequest => ({
  role: "vision",
  purpose: "step-0/screenshot-grade/1",
  messages: picture(bytes),
});
const guiTest: ModelRequest = {
  role: "feedback",
  purpose: "gui-test/gui-test-instruction/1",
  messages: [{ role: "user", content: "write a test" }],
};

/** A run folder with one recorded trajectory: a teacher's, a judge's and a shared call, and a batch of vectors. */
async function recordCassette(): Promise<{ dir: string; baseURL: string; server: ChatServer }> {
  const dir = await temporaryFolder();
  const folder = join(dir, "trajectories", id);
  await mkdir(folder, { recursive: true });
  const { port, server, close } = await setUpModels(
    (index, { path }) =>
      path.endsWith("/embeddings")
        ? { vectors: [[0.5, -0.25]] }
        : { text: `recorded ${index}`, usage: { prompt_tokens: 1000, completion_tokens: 100 } },
    { dir: folder, trajectoryId: id, endpoint },
  );
  await port.ask(teacher("build it"));
  await port.ask(vision("pixels"));
  await port.ask(guiTest);
  await port.embed({ purpose: "p", texts: ["a text"] });
  await close();
  return { dir, baseURL: server.baseURL, server };
}

async function replayFrom(
  cassette: { dir: string; baseURL: string },
  options: {
    onMiss?: "fail" | "send";
    trajectoryId?: string;
    sampleKey?: string;
    limits?: { maxUsd: number };
  } = {},
) {
  const { onMiss = "fail", ...more } = options;
  return await connectModels(cassette.baseURL, {
    trajectoryId: id,
    endpoint,
    replay: { cassette: await Cassette.open(cassette.dir), onMiss },
    ...more,
  });
}

test("a recording answers without a server, and the answers cost nothing", async () => {
  const cassette = await recordCassette();
  await cassette.server[Symbol.asyncDispose]();
  const { port, ledger, store, budget } = await replayFrom(cassette, { limits: { maxUsd: 0 } });
  expect((await port.ask(teacher("build it"))).text).toBe("recorded 0");
  expect((await port.ask(vision("pixels"))).text).toBe("recorded 1");
  expect(await port.embed({ purpose: "p", texts: ["a text"] })).toEqual([Float32Array.from([0.5, -0.25])]);
  expect(
    ledger.entries.map(({ outcome, replayed, costUsd, usage }) => [
      outcome,
      replayed,
      costUsd,
      usage?.promptTokens,
    ]),
  ).toEqual([
    ["answered", "exact", 0, 1000],
    ["answered", "exact", 0, 1000],
    ["answered", "exact", 0, 7],
  ]);
  expect(spendOf(ledger.entries)).toEqual({ usd: 0, tokens: 0 });
  expect([budget.spentUsd, budget.spentTokens]).toEqual([0, 0]);
  expect(store.events.map(({ event }) => event)).toEqual(["call-returned", "call-returned", "call-returned"]);
});

test("what was replayed is part of the new run: it can be read, resumed and replayed again", async () => {
  const cassette = await recordCassette();
  const dir = await temporaryFolder();
  const folder = join(dir, "trajectories", id);
  await mkdir(folder, { recursive: true });
  const replay = { cassette: await Cassette.open(cassette.dir), onMiss: "fail" as const };
  const first = await connectModels(cassette.baseURL, { dir: folder, trajectoryId: id, endpoint, replay });
  await first.port.ask(teacher("build it"));
  await first.close();
  const resumed = await connectModels(cassette.baseURL, { dir: folder, trajectoryId: id, endpoint });
  expect((await resumed.port.ask(teacher("build it"))).text).toBe("recorded 0");
  expect(resumed.ledger.entries).toHaveLength(1);
  await resumed.close();
  const again = await replayFrom({ dir, baseURL: cassette.baseURL });
  expect((await again.port.ask(teacher("build it"))).text).toBe("recorded 0");
});

test("a screenshot whose pixels differ finds its answer, counted as such", async () => {
  const { port, ledger } = await replayFrom(await recordCassette());
  expect((await port.ask(vision("other pixels"))).text).toBe("recorded 1");
  expect(ledger.entries.map(({ replayed }) => replayed)).toEqual(["other-images"]);
});

test("a judge that is shown something else is answered as recorded, in the same configuration alone", async () => {
  const cassette = await recordCassette();
  const other: ModelRequest = { ...vision("pixels"), messages: [{ role: "user", content: "it timed out" }] };
  const same = await replayFrom(cassette);
  expect((await same.port.ask(other)).text).toBe("recorded 1");
  expect(same.ledger.entries.map(({ replayed }) => replayed)).toEqual(["other-observation"]);
  const changed = await replayFrom(cassette, { trajectoryId: "i.0.bbbb1111" });
  expect((await changed.port.ask(vision("pixels"))).text).toBe("recorded 1");
  await expect(changed.port.ask(other)).rejects.toThrow(/its message 1 has another shape/);
});

test("a test instruction that another sample had written is found", async () => {
  const { port, ledger } = await replayFrom(await recordCassette(), {
    trajectoryId: "i.1.cccc2222",
    sampleKey: "i/1",
  });
  expect((await port.ask(guiTest)).text).toBe("recorded 2");
  expect(ledger.entries.map(({ replayed }) => replayed)).toEqual(["other-sample"]);
  // a step of another sample is another call
  await expect(port.ask(teacher("build it"))).rejects.toThrow(
    /of trajectory i\.1\.cccc2222: nothing was recorded for it/,
  );
});

test.each<[string, (port: ModelPort & EmbeddingPort) => Promise<unknown>, RegExp]>([
  [
    "another text",
    (port) => port.ask(teacher("build that")),
    /has no answer for the teacher call step-0\/teacher of trajectory i\.0\.aaaa0000: its message 1 \(user\) differs from character 7: it was "build it" and is "build that"\. Restore .* or add --live-on-miss/,
  ],
  [
    "another purpose",
    (port) => port.ask({ ...teacher("build it"), purpose: "step-9/teacher" }),
    /the teacher call step-9\/teacher .*: it holds 4 calls, none of this role and purpose/,
  ],
  [
    "one message more",
    (port) =>
      port.ask({
        ...teacher("build it"),
        messages: [...teacher("build it").messages, { role: "assistant", content: "" }],
      }),
    /it was asked with 1 messages, now with 2/,
  ],
  [
    "other texts to embed",
    (port) => port.embed({ purpose: "p", texts: ["b"] }),
    /the embedding call p\/0 of/,
  ],
])("%s: one error that says what differs, and nothing is sent", async (_, ask, message) => {
  const { port, ledger, store } = await replayFrom(await recordCassette());
  await expect(ask(port)).rejects.toThrow(message);
  expect([ledger.entries.length, store.events.length]).toEqual([0, 0]);
});

test("a changed parameter is named", async () => {
  const cassette = await recordCassette();
  const { port } = await connectModels(cassette.baseURL, {
    trajectoryId: id,
    endpoint: { ...endpoint, temperature: 0.7 },
    replay: { cassette: await Cassette.open(cassette.dir), onMiss: "fail" },
  });
  await expect(port.ask(teacher("build it"))).rejects.toThrow(/its temperature was not set and is 0\.7/);
});

test("with live calls for what was not recorded, only those are sent and paid", async () => {
  const cassette = await recordCassette();
  const { port, ledger, budget } = await replayFrom(cassette, { onMiss: "send" });
  expect((await port.ask(teacher("build it"))).text).toBe("recorded 0");
  expect((await port.ask(teacher("build that"))).text).toBe("recorded 4");
  expect(ledger.entries.map(({ replayed }) => replayed)).toEqual(["exact", undefined]);
  expect(budget.spentTokens).toBe(1100);
});

test("a folder that holds no recording is refused", async () => {
  await expect(Cassette.open(await temporaryFolder())).rejects.toThrow(
    /holds no recorded calls: neither trajectories/,
  );
  await expect(Cassette.open(join(await temporaryFolder(), "none"))).rejects.toThrow(
    /holds no recorded calls/,
  );
});
