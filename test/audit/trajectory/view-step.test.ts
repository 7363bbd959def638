import { expect, it } from "vitest";
import { replyParts } from "../../../stages/audit/trajectory/reply-parts.ts";
import { textBlob } from "../../../stages/audit/trajectory/text-blob.ts";
import { viewStep } from "../../../stages/audit/trajectory/view-step.ts";
import type { ReplyPart } from "../../../stages/audit/views/trajectory-view.ts";
import { openAuditedRun, recordedRun } from "../support/served-audit.ts";
import { beginTrajectory } from "../support/written-trajectory.ts";

it.each<[string, ReplyPart[]]>([
  ["", []],
  ["only words", [{ kind: "prose", text: "only words" }]],
  [
    'First.\n<boltArtifact id="a" title="A"><boltAction type="file" filePath="a.js">é</boltAction>\n<boltAction type="shell">npm i</boltAction></boltArtifact>\nThen.',
    [
      { kind: "prose", text: "First." },
      { kind: "file", path: "a.js", bytes: 3 },
      { kind: "action", type: "shell", text: "npm i" },
      { kind: "prose", text: "Then." },
    ],
  ],
  [
    'Done <boltAction type="finish"/> bye',
    [
      { kind: "prose", text: "Done" },
      { kind: "action", type: "finish", text: "" },
      { kind: "prose", text: "bye" },
    ],
  ],
  ['<boltAction type="file" filePath="a.js">never closed', [{ kind: "file", path: "a.js", bytes: 13 }]],
])("the reply %j is made of %j", (reply, parts) => {
  expect(replyParts(reply)).toEqual(parts);
});

it("cuts a text between two characters, and gives bytes that are none by their number", () => {
  const long = Buffer.from(`a${"é".repeat(2 ** 20)}`);
  const { text, bytes, cut } = textBlob(long);
  expect([text?.length, bytes, cut]).toEqual([2 ** 19, long.length, true]);
  expect(textBlob(Buffer.from([0xff, 0xfe]))).toEqual({ text: null, bytes: 2, cut: false });
  expect(textBlob(Buffer.from("\ufeffx"))).toEqual({ text: "\ufeffx", bytes: 4, cut: false });
});

it("compares a step's files with its parent's, and tells how they were served", async () => {
  const dir = await recordedRun(0);
  const written = await beginTrajectory(dir, "t-1");
  await written.step({ files: { a: "1", b: "2", c: "3" } });
  await written.step({
    reply: "<think>hm</think>Now this.",
    files: { a: "1", b: "22", d: "4444" },
    siteReport: written.store.keepJson({
      refusals: [{ path: "../x", reason: "the path leaves the project" }],
      served: {
        install: { status: "skipped", reason: "There is no package.json." },
        start: { status: "failed", command: "vite", log: "boom", durationMs: 12, reason: "it ended" },
      },
      problems: { consoleErrors: ["TypeError"], exceptions: [], failedRequests: [], dialogs: [] },
      ...{ settled: false, blockedHosts: ["cdn.example"] },
    }),
    guiTest: written.store.keepJson({ turns: "of an older version" }),
  });
  await written.seal(1);
  const run = await openAuditedRun(dir);
  const step = viewStep(await run.open("t-1"), 1);
  expect(step).toMatchObject({
    reply: "<think>hm</think>Now this.",
    reasoning: "hm",
    replyParts: [{ kind: "prose", text: "Now this." }],
    install: { status: "skipped", command: null, reason: "There is no package.json." },
    start: { status: "failed", command: "vite", log: "boom", reason: "it ended", cached: false },
    refusals: [{ path: "../x" }],
    page: { settled: false, consoleErrors: ["TypeError"], blockedHosts: ["cdn.example"] },
    guiTest: null,
    cut: [],
  });
  expect(step?.files.map(({ path, change, bytes }) => [path, change, bytes])).toEqual([
    ["a", "same", 1],
    ["b", "changed", 2],
    ["c", "deleted", 1],
    ["d", "added", 4],
  ]);
  expect(step?.unreadable).toEqual([expect.stringMatching(/^guiTest: .*turns/)]);
  expect(viewStep(await run.open("t-1"), 2)).toBeNull();
});

it("tells of every call of a trajectory what became of it", async () => {
  const dir = await recordedRun(0);
  const written = await beginTrajectory(dir, "t-1");
  const call = (callId: string) => ({ callId, role: "teacher" as const, purpose: "step-0/teacher" });
  const exchange = written.store.keep("{}");
  const usage = { promptTokens: 100, completionTokens: 20, cachedTokens: null, reasoningTokens: null };
  for (const id of ["c-1", "c-2", "c-3"]) await written.store.append({ event: "call-intended", ...call(id) });
  await written.store.append({
    ...{ event: "call-failed", ...call("c-1"), model: "m", error: "503", exchange: null, latencyMs: 7 },
  });
  await written.store.append({
    ...{ event: "call-returned", ...call("c-2"), key: "0".repeat(64), model: "m", exchange },
    ...{ finishReason: "stop", usage, costUsd: 0.5, latencyMs: 9 },
  });
  await written.step();
  await written.store[Symbol.asyncDispose]();
  const view = await (await openAuditedRun(dir)).trajectory("t-1");
  expect(view?.calls.map(({ callId, outcome, costUsd }) => [callId, outcome, costUsd])).toEqual([
    ["c-1", "failed", null],
    ["c-2", "answered", 0.5],
    ["c-3", "abandoned", null],
  ]);
  expect(view?.row).toMatchObject({ status: "recording", tokens: 120, costUsd: 0.5 });
  expect(view?.nodes[0]).toMatchObject({ costUsd: 0.5, fileCount: 0, at: "2026-02-01T10:00:00.000Z" });
});
