import type { Random } from "../../../random/random.ts";
import type { Move } from "./move.ts";
import type { TeacherPlan } from "./plan.ts";
import type { SiteState } from "./site-state.ts";

/** What the teacher says before its files or its mark. `before` is the site's state when it speaks. */
export function sentenceFor(move: Move, { site }: TeacherPlan, before: SiteState, random: Random): string {
  const { title, features } = site.brief;
  const [first, second] = features.map(({ name }) => name);
  switch (move.kind) {
    case "create":
      return random.pick([
        `I'll build ${title} with ${site.stack.name}. It has pages for "${first}", "${second}" and more.`,
        `Here is ${title}: a complete project on ${site.stack.name}, in the colours you asked for.`,
        `Let me set up ${title}. The first page leads to "${first}" and "${second}".`,
      ]);
    case "fix":
      return before.flaw?.remedy ?? "I looked into it, and here are the corrected files.";
    case "retry":
      return random.pick([
        "I tidied the styles, which should solve it.",
        "This should help: I have written the theme anew.",
      ]);
    case "polish":
      return random.pick([
        `The first page of ${title} can be a little clearer. I have refined its theme.`,
        "One more touch before it is tested: calmer spacing and a livelier look.",
      ]);
    case "rework":
      return before.reworks === 0
        ? "I would like to make the first page livelier, so I have reworked it."
        : random.pick([
            "That was not it yet. Here is another attempt.",
            "I see the cause now. The corrected files follow.",
            "Let me try it in a different way.",
          ]);
    case "validate":
      return random.pick([
        `The first page of ${title} looks as it should.`,
        "The layout and the colours are as the instruction asks.",
      ]);
    case "finish":
      return before.flaw === null ? `${title} is done.` : "I leave it at this.";
  }
}
