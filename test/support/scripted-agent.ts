import { recordTrajectory } from "../../pipeline/agent/record-trajectory.ts";
import type { Browser, SitePage } from "../../pipeline/browser/site-page.ts";
import { resolveCompat } from "../../pipeline/config/compat.ts";
import type { Config } from "../../pipeline/config/settings.ts";
import { InfrastructureError, ItemError } from "../../pipeline/errors.ts";
import type { Judge } from "../../pipeline/judge/judge.ts";
import { CallJournal } from "../../pipeline/model/call-journal.ts";
import type { ModelPort } from "../../pipeline/model/model-port.ts";
import { buildPromptSet, type PromptSet } from "../../pipeline/prompts/prompt-set.ts";
import { promptVariables } from "../../pipeline/prompts/prompt-variables.ts";
import type { EventStore } from "../../pipeline/run/event-store.ts";
import { foldTrajectory } from "../../pipeline/run/fold-trajectory.ts";
import type { Trajectory, TrajectoryEvent } from "../../pipeline/run/trajectory.ts";
import { openTrajectoryStore } from "../../pipeline/run/trajectory-store.ts";
import type { ServedSite, SiteHost } from "../../pipeline/site/site-slot.ts";
import { score } from "./node-builder.ts";

/** One assistant reply and what the environment makes of it. */
export interface ScriptedStep {
  reply: string;
  /** screenshot score of a code step, GUI score of a GUI test; null: the judge gave no usable answer */
  score?: number | null;
  isError?: boolean;
  install?: "failed";
  start?: "failed";
  /** output of an installation that succeeds */
  installLog?: string;
  consoleErrors?: string[];
  /** the feedback model never writes a usable test instruction */
  noGuiTest?: boolean;
  /** so often the environment breaks down before the step succeeds */
  breakdowns?: number;
}

/** Prompts that show their variables, for tests of what is said and not of how. */
export const plainPrompts: PromptSet = buildPromptSet(
  "plain",
  new Map(
    Object.entries(promptVariables).map(([id, variables]) => [
      id,
      `<${id}>${variables.map((name) => `{{${name}}}`).join("|")}</${id}>`,
    ]),
  ),
);

export interface ScriptedRun {
  trajectory: Trajectory;
  /** Closed for writing; its blobs can be read. */
  store: EventStore<TrajectoryEvent>;
  /** Purposes of the calls that were paid for, in order. */
  paid: string[];
}

const zeroUsage = { promptTokens: 1, completionTokens: 1, cachedTokens: null, reasoningTokens: null };

/** Runs the agent's loop over a script, in a folder, from wherever its journal ends. Calls are journaled as real ones are. */
export async function runScript(
  dir: string,
  script: readonly ScriptedStep[],
  limits = { errorLimit: 3, maxSteps: 12, errorScreenshotScore: 2 },
  compat: Config["compat"] = {},
): Promise<ScriptedRun> {
  const paid: string[] = [];
  await using store = await openTrajectoryStore({
    dir,
    now: () => new Date("2026-01-01T00:00:00Z"),
    instruction: { id: "i1", instruction: "Build it." } as Parameters<
      typeof openTrajectoryStore
    >[0]["instruction"],
    systemPrompt: "You build.",
    opening: { trajectoryId: "t1", sample: 0, configHash: "0".repeat(64), teacher: "scripted", label: null },
  });
  const model = scriptedModel(store, script, paid);
  const breakdowns = new Map(script.map((step, index) => [index, step.breakdowns ?? 0]));
  const stepNow = (): number => foldTrajectory(store.events)?.nodes.length ?? 0;
  await recordTrajectory({
    store,
    model,
    judge: scriptedJudge(script, stepNow, model),
    prompts: plainPrompts,
    siteHost: scriptedHost(script, stepNow, breakdowns),
    browser: scriptedBrowser(script, stepNow),
    shareGuiTest: (write) => write(),
    limits,
    compat: resolveCompat(compat),
    signal: new AbortController().signal,
    onEvent: () => undefined,
  });
  const trajectory = foldTrajectory(store.events);
  if (trajectory === null) throw new Error("nothing was recorded");
  return { trajectory, store, paid };
}

function at(script: readonly ScriptedStep[], step: number): ScriptedStep {
  const found = script[step];
  if (found === undefined) throw new Error(`step ${step} was not planned`);
  return found;
}

function scriptedModel(
  store: EventStore<TrajectoryEvent>,
  script: readonly ScriptedStep[],
  paid: string[],
): ModelPort {
  const journal = new CallJournal(store);
  return {
    async ask(request) {
      const key = Buffer.from(request.purpose).toString("hex").padEnd(64, "0").slice(0, 64);
      const journaled = journal.find(key);
      if (journaled !== null) return journaled;
      const about = { callId: request.purpose, key, role: request.role, purpose: request.purpose };
      await journal.append({ event: "call-intended", ...about });
      paid.push(request.purpose);
      const step = Number(/^step-(\d+)\/teacher$/.exec(request.purpose)?.[1]);
      const text = Number.isNaN(step) ? `answer to ${request.purpose}` : at(script, step).reply;
      const result = {
        text,
        reasoning: null,
        finishReason: "stop" as const,
        usage: zeroUsage,
        model: "scripted",
        reportedCostUsd: null,
        response: { choices: [] },
      };
      const exchange = journal.keepExchange({ model: "scripted", messages: [] }, request.messages, {
        ...result,
      });
      await journal.append({
        event: "call-returned",
        ...about,
        model: "scripted",
        exchange,
        finishReason: "stop",
        usage: zeroUsage,
        costUsd: 0,
        latencyMs: 1,
      });
      return { ...result, exchange };
    },
  };
}

function scriptedJudge(script: readonly ScriptedStep[], stepNow: () => number, model: ModelPort): Judge {
  return {
    async assessScreenshot(_png, _problems, context) {
      await model.ask({ role: "vision", purpose: `${context.purpose}/screenshot-grade`, messages: [] });
      const { score: value = 4, isError = false } = at(script, stepNow());
      const description = {
        is_error: isError,
        error_message: isError ? "broken" : "",
        screenshot_description: "a page",
        suggestions: "none",
      };
      return value === null
        ? { description: null, score: { ...score(null), status: "judge-error" } }
        : { description, score: score(value) };
    },
    async writeGuiTest() {
      if (script.some((step) => step.noGuiTest))
        throw new ItemError("no-gui-test", "no usable test instruction");
      return (await model.ask({ role: "feedback", purpose: "gui-test/write", messages: [] })).text;
    },
    async runGuiTest(_page, _test, context) {
      await model.ask({ role: "gui", purpose: `${context.purpose}/gui-1`, messages: [] });
      const { score: value = 4 } = at(script, stepNow());
      return {
        transcript: { turns: [], answer: "YES", verdict: "yes", endedBy: "answer" },
        testPassed: value === null ? null : value > 3,
        suggestions: "mend the button",
        score: value === null ? { ...score(null), status: "judge-error" } : score(value),
      };
    },
  };
}

function scriptedHost(
  script: readonly ScriptedStep[],
  stepNow: () => number,
  breakdowns: Map<number, number>,
): SiteHost {
  const failed = {
    status: "failed",
    command: "npm run x",
    log: "it broke",
    durationMs: 1,
    reason: "exit code 1",
  } as const;
  const ok = { status: "ok", command: "npm run x", log: "", durationMs: 1, cached: false } as const;
  return {
    async openSlot() {
      return {
        proxyServer: "http://127.0.0.1:1",
        takeBlockedHosts: () => [],
        async serve(files): Promise<ServedSite> {
          const step = stepNow();
          const left = breakdowns.get(step) ?? 0;
          breakdowns.set(step, left - 1);
          if (left > 0) throw new InfrastructureError("the sandbox broke down");
          if (files.size === 0)
            return {
              install: { status: "skipped", reason: "no package.json" },
              start: { status: "skipped", reason: "no files" },
              url: null,
              added: [],
            };
          const { install, start, installLog = "" } = at(script, step);
          if (install === "failed")
            return {
              install: failed,
              start: { status: "skipped", reason: "not installed" },
              url: null,
              added: [],
            };
          if (start === "failed") return { install: ok, start: failed, url: null, added: [] };
          return { install: { ...ok, log: installLog }, start: ok, url: "http://localhost:5173/", added: [] };
        },
        [Symbol.asyncDispose]: async () => undefined,
      };
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

function scriptedBrowser(script: readonly ScriptedStep[], stepNow: () => number): Browser {
  return {
    version: "scripted",
    async openPage(): Promise<SitePage> {
      const unplanned = (): never => {
        throw new Error("this call was not planned");
      };
      return {
        settle: unplanned,
        observe: unplanned,
        act: unplanned,
        screenshot: async () => Buffer.from(`picture of step ${stepNow()}`),
        problems: () => ({
          consoleErrors: script[stepNow()]?.consoleErrors ?? [],
          exceptions: [],
          failedRequests: [],
          dialogs: [],
        }),
        [Symbol.asyncDispose]: async () => undefined,
      };
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}
