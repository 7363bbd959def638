import { recordTrajectory } from "../../../../pipeline/agent/record-trajectory.ts";
import { resolveCompat } from "../../../../pipeline/config/compat.ts";
import type { Instruction } from "../../../../pipeline/contracts/generated/instruction.ts";
import { createJudge } from "../../../../pipeline/judge/model-judge.ts";
import { loadPromptSet } from "../../../../pipeline/prompts/prompt-set.ts";
import { foldTrajectory } from "../../../../pipeline/run/fold-trajectory.ts";
import { openTrajectoryStore } from "../../../../pipeline/run/trajectory-store.ts";
import type { SiteHost } from "../../../../pipeline/site/site-slot.ts";
import { type Finding, ratioFinding, seconds } from "../../finding.ts";
import { median, timePairs } from "../../paired-timing.ts";
import type { BenchGround } from "../bench-ground.ts";
import type { BenchRow } from "../bench-row.ts";
import { lookAt } from "../look-at.ts";
import { type FixedWaits, noFixedWaits, publishedFixedWaits } from "../published-cycle.ts";
import { scriptedModels } from "../scripted-models.ts";
import { shopGuiTest, shopSite } from "../shop-site.ts";

const sites = [shopSite("Shop"), shopSite("Better shop")];
const limitMs = 5_000;

/** All of the environment and of our own bookkeeping: the journal is written as in a real run. */
export const wholeTrajectory: BenchRow = {
  name: "trajectory",
  title: "A whole trajectory whose models answer at once: two code steps, a 5-turn GUI test, finish",
  async run(ground, { pairs, note }) {
    const host = await ground.openHost({ slots: 1 });
    await (await ground.openCycle(noFixedWaits)).codeStep(shopSite("Warm-up"));
    await using warmUp = host.openSlot();
    await lookAt(warmUp, shopSite("Warm-up"), ground);
    await warmUp[Symbol.asyncDispose]();
    const against = (waits: FixedWaits) =>
      timePairs(pairs, {
        reference: async () => async () => {
          const steps = await publishedTrajectory(ground, waits);
          note(
            `published, ${waits === noFixedWaits ? "no fixed waits" : "fixed waits"}: ${steps.map(seconds).join(", ")}`,
          );
        },
        ours: async () => async () => {
          const steps = await ourTrajectory(ground, host);
          note(`ours: ${steps.map(seconds).join(", ")}`);
        },
      });
    const withWaits = await against(publishedFixedWaits);
    const withoutWaits = await against(noFixedWaits);
    return [
      ratioFinding("against the published cycle", withWaits, 10),
      ratioFinding("against the published cycle without any fixed wait", withoutWaits, 3),
      withinLimit([...withWaits.oursMs, ...withoutWaits.oursMs]),
    ];
  },
};

function withinLimit(times: readonly number[]): Finding {
  const typical = median(times);
  return {
    what: "environment time of a trajectory",
    measured: `${seconds(typical)} (${seconds(Math.min(...times))} to ${seconds(Math.max(...times))})`,
    demanded: `at most ${seconds(limitMs)}`,
    reached: typical <= limitMs,
  };
}

/** Milliseconds of each step. */
async function publishedTrajectory(ground: BenchGround, waits: FixedWaits): Promise<number[]> {
  const cycle = await ground.openCycle(waits);
  const steps: number[] = [];
  const time = async (step: () => Promise<unknown>): Promise<void> => {
    const startedAt = performance.now();
    await step();
    steps.push(performance.now() - startedAt);
  };
  for (const site of sites) await time(() => cycle.codeStep(site));
  await time(() => cycle.guiStep((page) => cycle.guiTest(page, shopGuiTest)));
  return steps;
}

/** Milliseconds of each step, the last without a site. */
async function ourTrajectory(ground: BenchGround, siteHost: SiteHost): Promise<number[]> {
  const prompts = await loadPromptSet("default");
  await using store = await openTrajectoryStore({
    dir: await ground.newFolder(),
    now: () => new Date(),
    instruction,
    systemPrompt: prompts.render("teacher-system", {}),
    opening: {
      ...{ trajectoryId: "bench", sample: 0, configHash: "0".repeat(64) },
      ...{ teacher: "scripted", label: null },
    },
  });
  const ends: number[] = [performance.now()];
  await recordTrajectory({
    store,
    model: scriptedModels({ sites, guiTest: shopGuiTest, keep: (text) => store.keep(text) }),
    judge: createJudge({ prompts, maxAsks: 1, guiMaxTurns: shopGuiTest.length }),
    ...{ prompts, siteHost, browser: ground.browser, compat: resolveCompat(undefined) },
    shareGuiTest: (write) => write(),
    limits: { maxSteps: 20, errorLimit: 5, errorScreenshotScore: 2 },
    signal: new AbortController().signal,
    onEvent: ({ event }) => {
      if (event === "step-committed") ends.push(performance.now());
    },
  });
  const kinds = foldTrajectory(store.events)?.nodes.map(
    ({ kind, isError }) => `${kind}${isError ? "!" : ""}`,
  );
  if (kinds?.join() !== "code,code,gui-test,finish")
    throw new Error(`the scripted trajectory went another way: ${kinds}`);
  return ends.slice(1).map((end, step) => end - (ends[step] ?? end));
}

const instruction: Instruction = {
  id: "bench",
  instruction: "Please implement a shop.",
  Category: { primary_category: "", subcategories: [""] },
  application_type: "E-commerce",
  ui_instruct: [],
  source: { kind: "imported", from: "bench", line: null, specification: null, label: null },
};
