import { describe, expect, test } from "vitest";
import { composeFeedback, type StepFindings } from "../../pipeline/agent/feedback.ts";
import type { GuiTestAssessment, ScreenshotAssessment } from "../../pipeline/judge/judge.ts";
import { loadPromptSet } from "../../pipeline/prompts/prompt-set.ts";
import type { ServedSite } from "../../pipeline/site/site-slot.ts";
import { score } from "../support/node-builder.ts";
import { plainPrompts } from "../support/scripted-agent.ts";

const ok = { status: "ok", command: "npm run dev", log: "", durationMs: 1, cached: false } as const;
const running: ServedSite = {
  install: ok,
  start: ok,
  url: "http://localhost:5173/",
  added: [],
  dependencies: null,
};
const failed = (reason: string, log: string) =>
  ({ status: "failed", command: "npm install", log, durationMs: 1, reason }) as const;
const seen = (isError = false): ScreenshotAssessment => ({
  description: {
    is_error: isError,
    error_message: isError ? "x is not defined" : "",
    screenshot_description: "a shop",
    suggestions: "more colour",
  },
  score: score(4),
});
const tested = (testPassed: boolean | null): GuiTestAssessment => ({
  transcript: { turns: [], answer: "", verdict: "none", endedBy: "answer" },
  testPassed,
  suggestions: "mend Save",
  score: score(testPassed === null ? null : 3),
});

function feedback(findings: Partial<StepFindings>): string {
  const all: StepFindings = {
    refusals: [],
    unwritten: [],
    served: running,
    problems: null,
    screenshot: null,
    guiTest: null,
    errorStages: [],
    ...findings,
  };
  return composeFeedback(all, "Build it.", plainPrompts);
}

/** The sections by name, in order; `install, start, observation, next` are divided by bars. */
const sections = (findings: Partial<StepFindings>): string =>
  Array.from(feedback(findings).matchAll(/<(feedback-[\w-]+)>|(\|)/g), ([, name, bar]) => bar ?? name).join(
    " ",
  );

describe("sections, in the published order", () => {
  const problems = { consoleErrors: ["a"], exceptions: [], failedRequests: [], dialogs: [] };
  const skipped = { status: "skipped", reason: "There is no package.json." } as const;
  const notInstalled = { ...running, install: failed("exit code 1", "boom"), start: skipped, url: null };
  const cases: [name: string, findings: Partial<StepFindings>, expected: string][] = [
    [
      "a page that was seen",
      { screenshot: seen() },
      "feedback-install-ok | feedback-start-ok | feedback-screenshot | | | feedback-next-validate |",
    ],
    [
      "a failed installation",
      { served: notInstalled, errorStages: ["install"] },
      "feedback-install-failed | | feedback-start-skipped | feedback-not-seen | feedback-next-fix |",
    ],
    [
      "a failed start",
      {
        served: { install: skipped, start: failed("no page", ""), url: null, added: [], dependencies: null },
        errorStages: ["start"],
      },
      "feedback-install-skipped | feedback-start-failed | | feedback-not-seen | feedback-next-fix |",
    ],
    [
      "a console that reports something",
      { screenshot: seen(true), problems, errorStages: ["screenshot"] },
      "feedback-install-ok | feedback-start-ok | feedback-screenshot | | feedback-page-problems | feedback-next-fix |",
    ],
    [
      "files refused",
      { refusals: [{ path: "../a", reason: "the path leaves the project" }], screenshot: seen() },
      "feedback-files-refused feedback-install-ok | feedback-start-ok | feedback-screenshot | | | feedback-next-validate |",
    ],
    [
      "files that came with a mark",
      { unwritten: ["a.js"], guiTest: tested(true) },
      "feedback-files-unwritten feedback-install-ok | feedback-start-ok | feedback-gui-passed | feedback-next-finish |",
    ],
    [
      "a GUI test with faults",
      { guiTest: tested(false) },
      "feedback-install-ok | feedback-start-ok | feedback-gui-suggestions | feedback-next-finish |",
    ],
    [
      "a GUI test that could not be read",
      { guiTest: tested(null), errorStages: ["judge"] },
      "feedback-install-ok | feedback-start-ok | feedback-gui-unread | feedback-next-fix |",
    ],
    [
      "a screenshot that could not be read",
      { screenshot: { description: null, score: score(null) }, errorStages: ["judge"] },
      "feedback-install-ok | feedback-start-ok | feedback-screenshot-unread | feedback-next-fix |",
    ],
  ];
  test.each(cases)("%s", (_, findings, expected) => expect(sections(findings)).toBe(expected));

  test("the instruction comes again, and last", () => {
    expect(feedback({ screenshot: seen() })).toMatch(/\|Build it\.<\/feedback>$/);
  });
});

describe("what a section says", () => {
  test("a long output keeps its beginning and its end, the cut marked", () => {
    const log = `first\n${"x".repeat(10_000)}\nlast`;
    const text = feedback({ served: { ...running, install: failed("exit code 1", log), url: null } });
    expect(text).toContain("npm install|exit code 1\nfirst");
    expect(text).toMatch(/\[\.\.\. 60\d\d characters cut \.\.\.\]/);
    expect(text).toContain("x\nlast</feedback-install-failed>");
    expect(text.length).toBeLessThan(4_500);
  });

  test("an error on the page is told, and where there is none that is said", () => {
    expect(feedback({ screenshot: seen(true) })).toContain("x is not defined|a shop|more colour");
    expect(feedback({ screenshot: seen(false) })).toContain("none|a shop|more colour");
  });

  test("every failed stage is named", () => {
    const errorStages = ["format", "install", "start", "screenshot", "gui-test", "judge"] as const;
    expect(feedback({ errorStages })).toContain(
      "the reply's files, installation, start, screenshot, GUI test, reading the result",
    );
  });

  test("lists are bounded", () => {
    const many = Array.from({ length: 1_000 }, (_, index) => `${index}-${"x".repeat(1_000)}`);
    const refusals = many.map((path) => ({ path, reason: "r" }));
    const problems = { consoleErrors: many, exceptions: [], failedRequests: [], dialogs: [] };
    const text = feedback({ refusals, unwritten: many, problems });
    expect(text).toContain("- ... and 980 more");
    expect(text).toContain(" and 980 more</feedback-files-unwritten>");
    expect(text).toContain("- ... and 990 more");
    expect(text.length).toBeLessThan(15_000);
  });

  test("the default set's sentences hold together", async () => {
    const prompts = await loadPromptSet("default");
    const skipped = { status: "skipped", reason: "There is no package.json." } as const;
    const text = composeFeedback(
      {
        refusals: [],
        unwritten: ["a.js"],
        served: { install: skipped, start: skipped, url: null, added: [], dependencies: null },
        problems: null,
        screenshot: null,
        guiTest: null,
        errorStages: ["start"],
      },
      "Build it.",
      prompts,
    );
    expect(text).toContain("Nothing was installed: There is no package.json.\n");
    expect(text).toContain("were not written: a.js. If they are still wanted");
    expect(text).not.toMatch(/\.\.\s|\{\{/);
  });
});
