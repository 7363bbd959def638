import type { Settings } from "../config/settings.ts";
import { costOf } from "../model/cost.ts";
import type { Basis } from "./futures.ts";
import type { PromptTokens } from "./prompt-tokens.ts";
import { type PlannedRole, plannedRoles, type RoleUse, type UnitCost } from "./unit-cost.ts";

/** How a trajectory is assumed to go where none has been recorded yet. */
export interface AssumedTrajectory {
  steps: number;
  guiTests: number;
  guiTurns: number;
  /** Tokens of a reply that holds code, and of the message that answers it. */
  replyTokens: number;
  feedbackTokens: number;
  minutes: number;
  /** Stored bytes of a step's texts and files, and of a picture. */
  stepBytes: number;
  imageBytes: number;
}

export type Bound = "low" | "likely" | "high";

/** In the range of the published system, at the limits that it was run with. */
const assumed: Record<Bound, AssumedTrajectory> = {
  low: {
    steps: 3,
    guiTests: 1,
    guiTurns: 4,
    replyTokens: 1000,
    feedbackTokens: 300,
    minutes: 5,
    stepBytes: 15_000,
    imageBytes: 40_000,
  },
  likely: {
    steps: 8,
    guiTests: 2,
    guiTurns: 8,
    replyTokens: 3000,
    feedbackTokens: 700,
    minutes: 15,
    stepBytes: 30_000,
    imageBytes: 100_000,
  },
  high: {
    steps: 20,
    guiTests: 4,
    guiTurns: 15,
    replyTokens: 5000,
    feedbackTokens: 1500,
    minutes: 60,
    stepBytes: 70_000,
    imageBytes: 200_000,
  },
};

/** The assumed trajectories, cut to the limits of the settings. */
export function assumedTrajectories({ record }: Pick<Settings, "record">): Record<Bound, AssumedTrajectory> {
  const within = (bound: Bound): AssumedTrajectory => {
    const steps = Math.min(assumed[bound].steps, record.maxSteps);
    return {
      ...assumed[bound],
      steps,
      // a trajectory ends with its finish mark, and every GUI test follows a step of code
      guiTests: Math.min(assumed[bound].guiTests, Math.floor((steps - 1) / 2)),
      guiTurns: Math.min(assumed[bound].guiTurns, record.guiMaxTurns),
      minutes: Math.round((assumed[bound].minutes * steps) / assumed[bound].steps),
    };
  };
  return { low: within("low"), likely: within("likely"), high: within("high") };
}

/** Candidates asked for until one is kept. WebGen-Instruct kept 6,667 of 10,152 descriptions, so 1.5 each. */
export const assumedCandidates = { low: 1, likely: 1.5, high: 3 } as const;

/** Tokens of an image of 1024x768 pixels: Qwen2.5-VL takes one for 28x28 of them. */
export const imageTokens = 1000;

/** Tokens of short replies: a mark, an action of the GUI agent, a judge's JSON, a test instruction. */
const markTokens = 50;
const actionTokens = 60;
const judgementTokens = 150;
const testTokens = 200;
/** Tokens of the list of a page's elements. */
const elementListTokens = 600;
/** Tokens of an instruction: 48 to 134 words, 75 in the middle. */
const instructionTokens = { low: 70, likely: 105, high: 190 } as const;
/** Part of a trajectory's time in which its site is served; in the rest its teacher writes. */
export const servedShare = 0.5;
const synthesisMs = 10_000;
const instructionBytes = 4000;

/** A trajectory for each bound, within the limits of the settings. */
export function defaultTrajectories(settings: Settings, prompts: PromptTokens): Basis {
  const { low, likely, high } = assumedTrajectories(settings);
  const unitOf = (trajectory: AssumedTrajectory): UnitCost =>
    trajectoryOf(trajectory, settings.models, prompts);
  return { kind: "defaults", low: unitOf(low), likely: unitOf(likely), high: unitOf(high) };
}

/** A synthesized instruction for each bound. */
export function defaultInstructions(settings: Settings, prompts: PromptTokens): Basis {
  const unitOf = (bound: Bound): UnitCost => {
    const calls = assumedCandidates[bound];
    const tokens = {
      promptTokens: calls * prompts.synthesis,
      completionTokens: calls * instructionTokens[bound],
    };
    return {
      uses: pricedUses({ synthesis: { calls, ...tokens } }, settings.models),
      workMs: calls * synthesisMs,
      siteMs: 0,
      diskBytes: instructionBytes,
    };
  };
  return { kind: "defaults", low: unitOf("low"), likely: unitOf("likely"), high: unitOf("high") };
}

function trajectoryOf(
  trajectory: AssumedTrajectory,
  models: Settings["models"],
  prompts: PromptTokens,
): UnitCost {
  const { steps, guiTests, guiTurns, replyTokens, feedbackTokens, minutes } = trajectory;
  const codeSteps = Math.max(1, steps - guiTests - 1);
  const turns = guiTests * guiTurns;
  const written = codeSteps * replyTokens + (steps - codeSteps) * markTokens;
  const perStep = written / steps + feedbackTokens;
  const testCalls = guiTests === 0 ? 0 : guiTests + 1;
  return {
    uses: pricedUses(
      {
        teacher: {
          calls: steps,
          // each request carries all that was said before it
          promptTokens: steps * prompts.teacher + (perStep * steps * (steps - 1)) / 2,
          completionTokens: written,
        },
        vision: {
          calls: 2 * codeSteps,
          promptTokens:
            codeSteps * (prompts.screenshotDescription + prompts.screenshotGrade + 2 * imageTokens),
          completionTokens: 2 * codeSteps * judgementTokens,
        },
        gui: {
          calls: turns,
          promptTokens: guiTests * guiTestTokens(guiTurns, prompts),
          completionTokens: turns * actionTokens,
        },
        feedback: {
          calls: testCalls,
          promptTokens:
            guiTests === 0
              ? 0
              : prompts.guiTestInstruction + guiTests * prompts.guiTestGrade + turns * actionTokens,
          completionTokens: testCalls * judgementTokens,
        },
      },
      models,
    ),
    workMs: minutes * 60_000,
    siteMs: minutes * 60_000 * servedShare,
    diskBytes: steps * trajectory.stepBytes + (codeSteps + turns) * trajectory.imageBytes,
  };
}

/** Prompt tokens of a GUI test: texts of all turns so far, and the last three screenshots. */
function guiTestTokens(turns: number, prompts: PromptTokens): number {
  const perTurn = elementListTokens + actionTokens;
  let tokens = 0;
  for (let turn = 1; turn <= turns; turn++)
    tokens += prompts.guiAgent + testTokens + turn * perTurn + Math.min(turn, 3) * imageTokens;
  return tokens;
}

type AssumedUse = Pick<RoleUse, "calls" | "promptTokens" | "completionTokens">;

/** Nothing is taken to be cached, and nothing to be known of latencies. */
function pricedUses(
  uses: Partial<Record<PlannedRole, AssumedUse>>,
  models: Settings["models"],
): UnitCost["uses"] {
  const priced: Partial<Record<PlannedRole, RoleUse>> = {};
  for (const role of plannedRoles) {
    const use = uses[role];
    if (use === undefined) continue;
    const { promptTokens, completionTokens } = use;
    const usage = { promptTokens, completionTokens, cachedTokens: null, reasoningTokens: null };
    priced[role] = { ...use, cachedTokens: 0, costUsd: costOf(models[role], usage, null), latencyMs: 0 };
  }
  return priced;
}
