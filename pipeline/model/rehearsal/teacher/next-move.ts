import type { Random } from "../../../random/random.ts";
import type { Conversation } from "./conversation.ts";
import type { Move } from "./move.ts";
import type { TeacherPlan } from "./plan.ts";
import { type SiteState, stateAfter } from "./site-state.ts";

/** Attempts to mend what it does not understand, before the teacher gives up. */
const mostRetries = 2;
/** How often a good site is broken where the plan has it so: going back must be able to lead another way. */
const breakingChance = 0.65;

/** Decides the next reply. `random` is drawn anew for each request, so a continuation after backtracking can differ. */
export function nextMove(conversation: Conversation, plan: TeacherPlan, random: Random): Move {
  const { moves, feedback } = conversation;
  if (moves.length === 0 || feedback === null) return { kind: "create" };
  const state = stateAfter(moves, plan);
  if (state.reworks > 0 && feedback.ask === "fix") return { kind: "rework" };
  if (state.flaw?.isNamedBy(feedback)) return answerFlaw(conversation, plan);
  switch (feedback.ask) {
    case "fix":
      return state.polish < mostRetries ? { kind: "polish" } : { kind: "finish" };
    case "validate":
      return answerGoodPage(conversation, plan, state, random);
    case "finish": {
      const improvesAfterTest = feedback.testFailed && count(moves, "validate") < 2 && random.next() < 0.5;
      return improvesAfterTest ? { kind: "polish" } : { kind: "finish" };
    }
  }
}

function answerFlaw({ moves }: Conversation, { course }: TeacherPlan): Move {
  if (course.kind !== "never-well") return { kind: "fix" };
  return count(moves, "retry") < mostRetries ? { kind: "retry" } : { kind: "finish" };
}

function answerGoodPage({ moves }: Conversation, plan: TeacherPlan, state: SiteState, random: Random): Move {
  const wasTested = moves.some(({ kind }) => kind === "validate");
  if (wasTested) return { kind: "validate" };
  if (plan.course.kind === "lost-after-good" && state.flaw === null && random.next() < breakingChance)
    return { kind: "rework" };
  return plan.polishes && state.polish === 0 && state.flaw === null
    ? { kind: "polish" }
    : { kind: "validate" };
}

function count(moves: readonly Move[], kind: Move["kind"]): number {
  return moves.filter((move) => move.kind === kind).length;
}
