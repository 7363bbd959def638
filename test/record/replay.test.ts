import { cp, glob, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { recordedSites } from "../../pipeline/agent/recorded-sites.ts";
import { resolveSettings } from "../../pipeline/config/settings.ts";
import { createJudge } from "../../pipeline/judge/model-judge.ts";
import { Budget } from "../../pipeline/model/budget.ts";
import { Cassette } from "../../pipeline/model/cassette.ts";
import { ModelClient } from "../../pipeline/model/model-client.ts";
import { Ledger } from "../../pipeline/run/ledger.ts";
import { openRunReader } from "../../pipeline/run/open-run-reader.ts";
import { establishRun, type RunManifest } from "../../pipeline/run/run-manifest.ts";
import { RunPaths } from "../../pipeline/run/run-paths.ts";
import { paperBrowser, paperSites } from "../../scripts/proof/kill-nine/paper-machinery.ts";
import { recordRun } from "../../stages/record/stage.ts";
import { type Answer, startChatServer } from "../support/chat-server.ts";
import { buildInstruction } from "../support/memory-run.ts";
import { plainPrompts } from "../support/scripted-agent.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const file =
  '<boltArtifact id="a" title="t"><boltAction type="file" filePath="index.html"><p>hi</p></boltAction></boltArtifact>';
const teacherReplies = [file, '<boltAction type="screenshot_validated"/>', '<boltAction type="finish"/>'];
const judgeReplies: [prompt: string, reply: string][] = [
  [
    "<screenshot-description>",
    '{"is_error":false,"error_message":"","screenshot_description":"a page","suggestions":""}',
  ],
  ["<screenshot-grade>", '{"analysis":"fine","grade":4}'],
  ["<gui-test-instruction>", '<boltAction type="gui_agent_test">Click it.</boltAction>'],
  ["<gui-agent", "Thought: it works\nAction: ANSWER; [YES]"],
  ["<gui-test-grade>", '{"test_passed":true,"improvement_suggestions":"","grade":5}'],
];

function answer(messages: readonly { role: string; content: unknown }[]): Answer {
  const shown = JSON.stringify(messages.at(-1)?.content);
  const [, reply] = judgeReplies.find(([prompt]) => shown.includes(prompt)) ?? [];
  const step = messages.filter(({ role }) => role === "assistant").length;
  return { text: reply ?? teacherReplies[step] ?? "" };
}

async function record(dir: string, baseURL: string, tape: string | null) {
  const paths = new RunPaths(dir);
  const endpoint = { baseURL, model: "m", price: { inputPerMillionUsd: 1, outputPerMillionUsd: 1 } };
  const models = { teacher: endpoint, vision: endpoint, feedback: endpoint };
  const settings = resolveSettings({ run: dir, models, record: { samples: 2 } }, 2);
  const now = () => new Date("2026-01-01T00:00:00Z");
  await mkdir(dir, { recursive: true });
  const manifest = await establishRun(paths.manifest, plannedManifest(now()));
  await using ledger = await Ledger.open(paths.ledger);
  const cassette = tape === null ? null : await Cassette.open(tape);
  await using client = new ModelClient({
    settings,
    ledger,
    now,
    apiKeyOf: () => "none",
    rehearsalURL: () => "",
    budget: new Budget({ maxUsd: tape === null ? null : 0, maxTokens: null }, { usd: 0, tokens: 0 }),
    replay: cassette && { cassette, onMiss: "fail" },
  });
  const summary = await recordRun({
    settings,
    paths,
    manifest,
    prompts: plainPrompts,
    instructions: [buildInstruction("one"), buildInstruction("two")],
    limit: null,
    models: client,
    judge: createJudge({ prompts: plainPrompts, guiMaxTurns: 3, maxAsks: 2 }),
    ledger,
    openMachinery: async ({ trajectoryId, fromStep }) => {
      const recorded = await cassette?.trajectory(trajectoryId);
      return recorded ? recordedSites(recorded, fromStep) : { siteHost: paperSites, browser: paperBrowser };
    },
    now,
    report: () => undefined,
    signal: new AbortController().signal,
  });
  return { summary, entries: [...ledger.entries] };
}

function plannedManifest(at: Date): RunManifest {
  return {
    schema: "run.v1",
    createdAt: at.toISOString(),
    configHash: "0".repeat(64),
    config: {},
    promptSet: { name: "plain", hash: plainPrompts.hash, prompts: plainPrompts.hashes },
    versions: {},
    label: null,
  };
}

/** All that datasets are made from, time aside. */
async function contentOf(dir: string) {
  const reader = await openRunReader(dir);
  return await Promise.all(
    (await reader.trajectoryIds()).map(async (id) => {
      const { trajectory, blobs } = await reader.openTrajectory(id);
      return {
        id,
        sealed: [trajectory.sealed?.outcome, trajectory.sealed?.chosen],
        steps: trajectory.nodes.map(({ timings: _, ...node }) => ({
          ...node,
          reply: blobs.text(node.reply),
          feedback: node.feedback === null ? null : blobs.text(node.feedback),
          screenshot: node.screenshot.value,
          gui: node.gui.value,
        })),
      };
    }),
  );
}

test("journals and packs alone replay a whole recording: the same trajectories, no server, nothing paid", async () => {
  const server = await startChatServer((_, { messages }) => answer(messages));
  onTestFinished(() => server[Symbol.asyncDispose]());
  const folder = await temporaryFolder();
  const recorded = await record(join(folder, "recorded"), server.baseURL, null);
  expect(recorded.summary).toMatchObject({ planned: 4, sealed: 4, failed: [] });
  await server[Symbol.asyncDispose]();

  const tape = join(folder, "tape");
  for await (const path of glob("trajectories/*/{journal.jsonl,blobs.pack}", {
    cwd: join(folder, "recorded"),
  })) {
    await mkdir(dirname(join(tape, path)), { recursive: true });
    await cp(join(folder, "recorded", path), join(tape, path));
  }
  const replayed = await record(join(folder, "again"), server.baseURL, tape);
  expect(replayed.summary).toEqual(recorded.summary);
  expect(await contentOf(join(folder, "again"))).toEqual(await contentOf(join(folder, "recorded")));
  expect(replayed.entries).toHaveLength(recorded.entries.length);
  expect(
    replayed.entries.filter(({ replayed: match, costUsd }) => match === undefined || costUsd !== 0),
  ).toEqual([]);
});
