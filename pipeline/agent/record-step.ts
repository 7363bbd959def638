import type { Browser, PageProblems, SitePage } from "../browser/site-page.ts";
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
      return testGui(input);
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
  const served = await serveSite(files, input);
  let image: Uint8Array | null = null;
  let problems: PageProblems | null = null;
  let screenshot: ScreenshotAssessment | null = null;
  if (served.url !== null) {
    await using page = await timings.measure("pageMs", () => openPage(served.url ?? "", context));
    const png = await timings.measure("pageMs", () => page.screenshot());
    const seen = page.problems();
    image = png;
    problems = seen;
    screenshot = await timings.measure("judgeMs", () =>
      context.judge.assessScreenshot(png, shownProblems(seen, context) ?? noProblems, judgeContext(input)),
    );
  }
  const findings = { refusals, served, problems, screenshot, guiTest: null };
  return {
    ...concluded(findings, input),
    screenshot: screenshot?.score ?? notRun,
    gui: notRun,
    files: keepSnapshot(files, context.store),
    screenshotImage: image === null ? null : context.store.keep(image),
    screenshotDescription: screenshot?.description ? context.store.keepJson(screenshot.description) : null,
    guiTest: null,
  };
}

/** The running site is used by the GUI agent; its files and its screenshot score stay what they were. */
async function testGui(input: StepInput): Promise<StepResult> {
  const { context, timings, parent } = input;
  const served = await serveSite(input.before, input);
  let problems: PageProblems | null = null;
  let guiTest: GuiTestAssessment | null = null;
  if (served.url !== null) {
    const test = await context.guiTestText();
    await using page = await timings.measure("pageMs", () => openPage(served.url ?? "", context));
    guiTest = await timings.measure("guiTestMs", () =>
      context.judge.runGuiTest(page, test, judgeContext(input)),
    );
    problems = page.problems();
  }
  const findings = { refusals: [], served, problems, screenshot: null, guiTest };
  return {
    ...concluded(findings, input),
    screenshot: inherited(parent),
    gui: guiTest?.score ?? notRun,
    files: keepSnapshot(input.before, context.store),
    screenshotImage: parent?.screenshotImage ?? null,
    screenshotDescription: parent?.screenshotDescription ?? null,
    guiTest: guiTest === null ? null : context.store.keepJson(guiTest.transcript),
  };
}

function inherited(parent: TrajectoryNode | null): Score {
  return parent?.screenshot ?? notRun;
}

async function serveSite(files: SiteFiles, input: StepInput): Promise<ServedSite> {
  const { slot, signal } = input.context;
  slot.takeBlockedHosts();
  const served = await slot.serve(files, signal);
  input.timings.add("installMs", "durationMs" in served.install ? served.install.durationMs : 0);
  input.timings.add("startMs", "durationMs" in served.start ? served.start.durationMs : 0);
  return served;
}

function openPage(url: string, { browser, slot, signal }: StepContext): Promise<SitePage> {
  return browser.openPage({ url, proxyServer: slot.proxyServer, signal });
}

function concluded(
  findings: Omit<StepFindings, "errorStages">,
  { context }: StepInput,
): Pick<StepResult, "isError" | "errorStages" | "feedback" | "siteReport"> {
  const { store, prompts, trajectory, slot } = context;
  const errorStages = errorStagesOf(findings, {
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
    siteReport: store.keepJson({ refusals, served, problems, blockedHosts: slot.takeBlockedHosts() }),
  };
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
