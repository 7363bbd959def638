import { loadPromptSet } from "../../../../pipeline/prompts/prompt-set.ts";

/** What a step can bring to light, as far as the teacher is concerned. */
export type Finding =
  | { kind: "install-failed" }
  | { kind: "page-broken" }
  | { kind: "page-seen"; suggestions: string }
  | { kind: "test-passed" }
  | { kind: "test-failed"; suggestions: string };

const prompts = await loadPromptSet("default");

/** A feedback message of the default prompt set. */
export function feedbackMessage(finding: Finding, instruction: string): string {
  const started = {
    install: prompts.render("feedback-install-ok", {}),
    start: prompts.render("feedback-start-ok", {}),
  };
  switch (finding.kind) {
    case "install-failed":
      return prompts.render("feedback", {
        install: prompts.render("feedback-install-failed", {
          command: "npm install",
          output: "npm error code E404",
        }),
        start: prompts.render("feedback-start-skipped", { reason: "the installation failed" }),
        observation: prompts.render("feedback-not-seen", { reason: "the site is not running" }),
        next: prompts.render("feedback-next-fix", { stages: "installation" }),
        instruction,
      });
    case "page-broken":
      return prompts.render("feedback", {
        ...started,
        observation: seen("The page is blank.", "Find out why nothing is drawn."),
        next: prompts.render("feedback-next-fix", { stages: "screenshot" }),
        instruction,
      });
    case "page-seen":
      return prompts.render("feedback", {
        ...started,
        observation: seen("none", finding.suggestions),
        next: prompts.render("feedback-next-validate", {}),
        instruction,
      });
    case "test-passed":
      return prompts.render("feedback", {
        ...started,
        observation: prompts.render("feedback-gui-passed", {}),
        next: prompts.render("feedback-next-finish", {}),
        instruction,
      });
    case "test-failed":
      return prompts.render("feedback", {
        ...started,
        observation: prompts.render("feedback-gui-suggestions", { suggestions: finding.suggestions }),
        next: prompts.render("feedback-next-finish", {}),
        instruction,
      });
  }
}

function seen(error: string, suggestions: string): string {
  return prompts.render("feedback-screenshot", {
    error,
    description: "A header with a navigation, a search field and cards.",
    suggestions,
  });
}
