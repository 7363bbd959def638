import type { Browser, FirstLook, PageProblems, SitePage } from "../browser/site-page.ts";
import type { Compat } from "../config/compat.ts";
import type { GuiTestAssessment, Judge, JudgeContext, ScreenshotAssessment } from "../judge/judge.ts";
import { notRun, type Score } from "../judge/score.ts";
import type { ModelPort, ModelReply } from "../model/model-port.ts";
import type { PromptSet } from "../prompts/prompt-set.ts";
import type { BlobReader, BlobRef, Trajectory, TrajectoryNode } from "../run/trajectory.ts";
import type { ServedSite, SiteFiles, SiteSlot } from "../site/site-slot.ts";
import { conversationTo } from "./conversation.ts";
import { composeFeedback, composeMalformedFeedback, type StepFindings } from "./feedback.ts";
import { parseReply, type Reply } from "./reply.ts";
import { serveSite } from "./serve-site.ts";
import { keepSnapshot, readSnapshot } from "./snapshot.ts";
import { errorStagesOf } from "./step-errors.ts";
import { applyFiles } from "./workspace.ts";

/** Where a step's bytes are kept until it is committed. */
export interface StepStore extends BlobReader {
  keep(raw: Uint8Array | string): BlobRef;
  keepJson(value: unknown): BlobRef;
}

export interface StepContext {
  trajectory: Trajectory;
  store: StepStore;
  model: ModelPort;
  judge: Judge;
  prompts: PromptSet;
  /** The test instruction of the trajectory's GUI tests; written and journaled when first asked for. */
  guiTestText(): Promise<string>;
  slot: SiteSlot;
  browser: Browser;
  errorScreenshotScore: number;
  compat: Compat;
  signal: AbortSignal;
}

/**
 * One step of the agent: asks the teacher, does what its reply asks for, and composes the answer. Returns the node to
 * commit. Running it again after a crash asks no model twice: answered calls come from the journal.
 */
export async function recordStep(
  at: { step: number; parent: number | null },
  context: StepContext,
): Promise<TrajectoryNode> {
  const { trajectory, store } = context;
  const timings = new Stopwatch();
  const answer = await timings.measure("teacherMs", () =>
    context.model.ask({
      role: "teacher",
      purpose: `step-${at.step}/teacher`,
      messages: conversationTo(trajectory, at.parent, store),
    }),
  );
  const reply = parseReply(answer.text, context.compat);
  const parent = at.parent === null ? null : (trajectory.nodes[at.parent] ?? null);
  const before = parent === null ? emptySite : readSnapshot(parent.files, store);
  const result = await actOn(reply, { step: at.step, parent, before, timings, context });
  return {
    step: at.step,
    parent: at.parent,
    kind: reply.kind,
    ...result,
    warnings: reply.warnings,
    ...keptReply(answer, reply, store),
    timings: timings.milliseconds,
  };
}

const emptySite: SiteFiles = new Map();

type StepResult = Pick<
  TrajectoryNode,
  | "screenshot"
  | "gui"
  | "isError"
  | "errorStages"
  | "feedback"
  | "files"
  | "siteReport"
  | "screenshotImage"
  | "screenshotDescription"
  | "guiTest"
>;

interface StepInput {
  step: number;
  parent: TrajectoryNode | null;
  before: SiteFiles;
  timings: Stopwatch;
  context: StepContext;
}

function actOn(reply: Reply, input: StepInput): Promise<StepResult> {
  switch (reply.kind) {
    case "code":
      return writeCode(reply.files, input);
    case "gui-test":
      return testGui(reply.unwritten, input);
    case "finish":
      return Promise.resolve(unseen(input, { isError: false, feedback: null }));
    case "malformed": {
      const { context } = input;
      const text = composeMalformedFeedback(
        reply.problem,
        context.store.text(context.trajectory.opened.instruction),
        context.prompts,
      );
      return Promise.resolve(unseen(input, { isError: true, feedback: context.store.keep(text) }));
    }
  }
}

/** A reply that changed nothing and was not looked at: a finish mark, or nothing usable. */
function unseen(input: StepInput, outcome: { isError: boolean; feedback: BlobRef | null }): StepResult {
  return {
    screenshot: notRun,
    gui: notRun,
    isError: outcome.isError,
    errorStages: outcome.isError ? ["format"] : [],
    feedback: outcome.feedback,
    files: keepSnapshot(input.before, input.context.store),
    siteReport: null,
    screenshotImage: null,
    screenshotDescription: null,
    guiTest: null,
  };
}

async function writeCode(
  sent: Extract<Reply, { kind: "code" }>["files"],
  input: StepInput,
): Promise<StepResult> {
  const { context, timings } = input;
  const { files, refusals } = applyFiles(input.before, sent);
  const begun = await bringUp(files, input);
  const { image, problems, settled } = begun.url === null ? unseenPage : await lookAt(begun.url, input);
  const served = await withItsEnd(begun, context.slot);
  // from here on only models are waited for
  context.slot.release();
  let screenshot: ScreenshotAssessment | null = null;
  if (image !== null) {
    const shown = shownProblems(problems, context) ?? noProblems;
    screenshot = await timings.measure("judgeMs", () =>
      context.judge.assessScreenshot(image, shown, judgeContext(input)),
    );
  }
  const score = screenshot?.score ?? notRun;
  const findings = { refusals, unwritten: [], served, problems, screenshot, guiTest: null };
  return {
    ...concluded({ ...findings, settled }, score, input),
    screenshot: score,
    gui: notRun,
    files: keepSnapshot(files, context.store),
    screenshotImage: image === null ? null : context.store.keep(image),
    screenshotDescription: screenshot?.description ? context.store.keepJson(screenshot.description) : null,
    guiTest: null,
  };
}

interface PageLook {
  image: Uint8Array | null;
  problems: PageProblems | null;
  /** whether the page had come to rest; null when there was none */
  settled: boolean | null;
}

const unseenPage: PageLook = { image: null, problems: null, settled: null };

function lookAt(url: string, { context, timings }: StepInput): Promise<PageLook> {
  return timings.measure("pageMs", async () => {
    await using page = await openPage(url, context, "screenshot");
    const { isSettled: settled } = page;
    return { image: await page.screenshot(), problems: page.problems(), settled };
  });
}

/** The running site is used by the GUI agent; its files and its screenshot score stay what they were. */
async function testGui(sentWithMark: readonly string[], input: StepInput): Promise<StepResult> {
  const { context, timings, parent } = input;
  const begun = await bringUp(input.before, input);
  let problems: PageProblems | null = null;
  let guiTest: GuiTestAssessment | null = null;
  if (begun.url !== null) {
    const { url } = begun;
    const test = await context.guiTestText();
    // as published, no test is prepared for: every one meets a new server
    if (isNew(begun) && !context.compat.restartEachStep)
      await timings.measure("pageMs", () => visitOnce(url, context));
    await using page = await timings.measure("pageMs", () => openPage(url, context, "observation"));
    guiTest = await timings.measure("guiTestMs", () =>
      context.judge.runGuiTest(page, test, judgeContext(input)),
    );
    problems = page.problems();
  }
  const served = await withItsEnd(begun, context.slot);
  const score = parent?.screenshot ?? notRun;
  const unwritten = context.compat.silentDroppedFiles ? [] : sentWithMark;
  const findings = { refusals: [], unwritten, served, problems, screenshot: null, guiTest };
  return {
    ...concluded({ ...findings, settled: null }, score, input),
    screenshot: score,
    gui: guiTest?.score ?? notRun,
    files: keepSnapshot(input.before, context.store),
    screenshotImage: parent?.screenshotImage ?? null,
    screenshotDescription: parent?.screenshotDescription ?? null,
    guiTest: guiTest === null ? null : context.store.keepJson(guiTest.transcript),
  };
}

async function bringUp(files: SiteFiles, input: StepInput): Promise<ServedSite> {
  const { slot, signal, compat } = input.context;
  slot.takeBlockedHosts();
  const served = await serveSite(slot, files, compat, signal);
  input.timings.add("installMs", "durationMs" in served.install ? served.install.durationMs : 0);
  input.timings.add("startMs", "durationMs" in served.start ? served.start.durationMs : 0);
  return served;
}

/** A server that was stopped, or ended by itself, while its page was in use has failed. */
async function withItsEnd(served: ServedSite, slot: SiteSlot): Promise<ServedSite> {
  if (served.start.status !== "ok") return served;
  const reason = await slot.endReason();
  if (reason === null) return served;
  const { command, log, durationMs } = served.start;
  return { ...served, start: { status: "failed", command, log, durationMs, reason } };
}

/** Whether nothing has looked at the site since its server was started. */
function isNew({ start }: ServedSite): boolean {
  return start.status === "ok" && !start.cached;
}

/**
 * A dev server learns from its first page what the site imports, and may load that page again in the middle of a test.
 * After a code step it has had its first page; after a resume or an eviction it has not.
 */
async function visitOnce(url: string, context: StepContext): Promise<void> {
  await using _page = await openPage(url, context);
}

function openPage(
  url: string,
  { browser, slot, signal }: StepContext,
  firstLook?: FirstLook,
): Promise<SitePage> {
  return browser.openPage({ url, proxyServer: slot.proxyServer, signal, firstLook });
}

function concluded(
  { settled, ...findings }: Omit<StepFindings, "errorStages"> & Pick<PageLook, "settled">,
  score: Score,
  { context }: StepInput,
): Pick<StepResult, "isError" | "errorStages" | "feedback" | "siteReport"> {
  const { store, prompts, trajectory, slot } = context;
  const errorStages = errorStagesOf(findings, score, {
    ...context.compat,
    errorScreenshotScore: context.errorScreenshotScore,
  });
  const instruction = store.text(trajectory.opened.instruction);
  const { refusals, served, problems } = findings;
  return {
    isError: errorStages.length > 0,
    errorStages,
    feedback: store.keep(
      composeFeedback(
        { ...findings, problems: shownProblems(problems, context), errorStages },
        instruction,
        prompts,
      ),
    ),
    siteReport: store.keepJson({
      ...{ refusals, problems, settled, blockedHosts: slot.takeBlockedHosts() },
      served: { ...served, dependencies: keptDependencies(served, store) },
    }),
  };
}

/** The lock file is a blob of its own: most steps of a trajectory share it. */
function keptDependencies(
  { dependencies }: ServedSite,
  store: StepStore,
): { key: string; lockFile: BlobRef } | null {
  return dependencies && { key: dependencies.key, lockFile: store.keep(dependencies.lockFile) };
}

const noProblems: PageProblems = { consoleErrors: [], exceptions: [], failedRequests: [], dialogs: [] };

/** What of the page's own complaints judge and teacher are shown. They are kept with the step in any case. */
function shownProblems(problems: PageProblems | null, { compat }: StepContext): PageProblems | null {
  return compat.silentConsole ? null : problems;
}

function judgeContext({ step, context }: StepInput): JudgeContext {
  return {
    model: context.model,
    purpose: `step-${step}`,
    instruction: context.store.text(context.trajectory.opened.instruction),
    keep: (bytes) => context.store.keep(bytes),
    signal: context.signal,
  };
}

function keptReply(
  answer: ModelReply,
  reply: Reply,
  store: StepStore,
): Pick<TrajectoryNode, "reply" | "reasoning" | "finishReason" | "usage"> {
  const reasoning = answer.reasoning ?? reply.reasoning;
  return {
    reply: store.keep(answer.text),
    reasoning: reasoning === null ? null : store.keep(reasoning),
    finishReason: answer.finishReason,
    usage: answer.usage,
  };
}

/** Sums up wall-clock milliseconds by phase. */
class Stopwatch {
  readonly milliseconds: Record<string, number> = {};

  add(phase: string, ms: number): void {
    this.milliseconds[phase] = Math.round((this.milliseconds[phase] ?? 0) + ms);
  }

  async measure<T>(phase: string, work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    try {
      return await work();
    } finally {
      this.add(phase, performance.now() - started);
    }
  }
}
