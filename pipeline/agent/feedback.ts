import type { PageProblems } from "../browser/site-page.ts";
import type { GuiTestAssessment, ScreenshotAssessment } from "../judge/judge.ts";
import type { PromptSet } from "../prompts/prompt-set.ts";
import type { ServedSite, StageOutcome } from "../site/site-slot.ts";
import { listSome } from "./list-some.ts";
import type { ErrorStage } from "./step-errors.ts";
import type { Refusal } from "./workspace.ts";

const longestOutput = 4_000;
const mostProblems = 10;
const mostRefusals = 20;
const longestPath = 200;

/** What a step brought to light, as far as it came. */
export interface StepFindings {
  refusals: readonly Refusal[];
  /** Paths of files that came together with a mark. */
  unwritten: readonly string[];
  served: ServedSite;
  /** null when the page was not opened */
  problems: PageProblems | null;
  screenshot: ScreenshotAssessment | null;
  guiTest: GuiTestAssessment | null;
  errorStages: readonly ErrorStage[];
}

/** The user message that answers a step, in the published order of its sections. */
export function composeFeedback(findings: StepFindings, instruction: string, prompts: PromptSet): string {
  return prompts.render("feedback", {
    install: [
      unwrittenSection(findings.unwritten, prompts),
      refusalSection(findings.refusals, prompts),
      installSection(findings.served.install, prompts),
    ]
      .filter(isText)
      .join("\n"),
    start: startSection(findings.served.start, prompts),
    observation: [observationSection(findings, prompts), problemsSection(findings.problems, prompts)]
      .filter(isText)
      .join("\n"),
    next: nextSection(findings, prompts),
    instruction,
  });
}

/** Answers a reply that could not be used at all. */
export function composeMalformedFeedback(problem: string, instruction: string, prompts: PromptSet): string {
  return prompts.render("feedback-malformed", { problem, instruction });
}

function unwrittenSection(paths: readonly string[], prompts: PromptSet): string {
  return paths.length === 0 ? "" : prompts.render("feedback-files-unwritten", { files: listSome(paths) });
}

function refusalSection(refusals: readonly Refusal[], prompts: PromptSet): string {
  if (refusals.length === 0) return "";
  const lines = refusals
    .slice(0, mostRefusals)
    .map(({ path, reason }) => `- ${JSON.stringify(path.slice(0, longestPath))}: ${reason}`);
  if (refusals.length > mostRefusals) lines.push(`- ... and ${refusals.length - mostRefusals} more`);
  return prompts.render("feedback-files-refused", { refusals: lines.join("\n") });
}

function installSection(outcome: StageOutcome, prompts: PromptSet): string {
  if (outcome.status === "ok") return prompts.render("feedback-install-ok", {});
  if (outcome.status === "skipped")
    return prompts.render("feedback-install-skipped", { reason: withoutStop(outcome.reason) });
  return prompts.render("feedback-install-failed", { command: outcome.command, output: outputOf(outcome) });
}

function startSection(outcome: StageOutcome, prompts: PromptSet): string {
  if (outcome.status === "ok") return prompts.render("feedback-start-ok", {});
  if (outcome.status === "skipped")
    return prompts.render("feedback-start-skipped", { reason: withoutStop(outcome.reason) });
  return prompts.render("feedback-start-failed", { command: outcome.command, output: outputOf(outcome) });
}

/** The templates put a reason into a sentence of their own. */
function withoutStop(reason: string): string {
  return reason.replace(/\.$/, "");
}

function outputOf(outcome: { reason: string; log: string }): string {
  const log = outcome.log.trim();
  return cut(
    log === "" || log.includes(outcome.reason) ? log || outcome.reason : `${outcome.reason}\n${log}`,
  );
}

function observationSection({ served, screenshot, guiTest }: StepFindings, prompts: PromptSet): string {
  if (guiTest !== null) {
    if (guiTest.testPassed === null) return prompts.render("feedback-gui-unread", {});
    if (guiTest.testPassed) return prompts.render("feedback-gui-passed", {});
    return prompts.render("feedback-gui-suggestions", { suggestions: guiTest.suggestions });
  }
  if (screenshot === null) {
    const reason = served.url === null ? "the site is not running" : "the page could not be opened";
    return prompts.render("feedback-not-seen", { reason });
  }
  const seen = screenshot.description;
  if (seen === null) return prompts.render("feedback-screenshot-unread", {});
  return prompts.render("feedback-screenshot", {
    error: seen.is_error ? seen.error_message : "none",
    description: seen.screenshot_description,
    suggestions: seen.suggestions,
  });
}

function problemsSection(problems: PageProblems | null, prompts: PromptSet): string {
  if (problems === null) return "";
  const lines = [...problems.exceptions, ...problems.consoleErrors, ...problems.failedRequests];
  if (lines.length === 0) return "";
  const listed = lines.slice(0, mostProblems).map((line) => `- ${line}`);
  if (lines.length > mostProblems) listed.push(`- ... and ${lines.length - mostProblems} more`);
  return prompts.render("feedback-page-problems", { problems: cut(listed.join("\n")) });
}

function nextSection({ errorStages, guiTest }: StepFindings, prompts: PromptSet): string {
  if (errorStages.length > 0)
    return prompts.render("feedback-next-fix", {
      stages: errorStages.map((stage) => stageNames[stage]).join(", "),
    });
  return guiTest === null
    ? prompts.render("feedback-next-validate", {})
    : prompts.render("feedback-next-finish", {});
}

const stageNames: Record<ErrorStage, string> = {
  format: "the reply's files",
  install: "installation",
  start: "start",
  screenshot: "screenshot",
  "gui-test": "GUI test",
  judge: "reading the result",
};

/** The beginning and the end of a long text, the cut marked: errors stand at the end, the command at the start. */
function cut(text: string): string {
  if (text.length <= longestOutput) return text;
  const head = Math.floor(longestOutput / 4);
  return `${text.slice(0, head)}\n[... ${text.length - longestOutput} characters cut ...]\n${text.slice(head - longestOutput)}`;
}

function isText(text: string): boolean {
  return text !== "";
}
