import { breakages } from "./flaws/all-flaws.ts";
import type { Flaw } from "./flaws/flaw.ts";
import type { Move } from "./move.ts";
import { openingFlaw, type TeacherPlan } from "./plan.ts";
import { buildSite } from "./site.ts";
import type { SourceFiles } from "./source-files.ts";

/** What the moves so far have made of the site. */
export interface SiteState {
  /** What is wrong with it now, or null. */
  flaw: Flaw | null;
  /** Rounds of small improvements. */
  polish: number;
  /** Rounds since it was broken; 0 while it is not. */
  reworks: number;
}

export function stateAfter(moves: readonly Move[], plan: TeacherPlan): SiteState {
  let state: SiteState = { flaw: null, polish: 0, reworks: 0 };
  for (const move of moves) state = nextState(state, move, plan);
  return state;
}

export function nextState(state: SiteState, move: Move, plan: TeacherPlan): SiteState {
  switch (move.kind) {
    case "create":
      return {
        flaw: openingFlaw(plan.course),
        polish: 0,
        reworks: plan.course.kind === "lost-from-start" ? 1 : 0,
      };
    case "fix":
      return { ...state, flaw: null };
    case "retry":
    case "polish":
      return { ...state, polish: state.polish + 1 };
    case "rework":
      return {
        ...state,
        flaw: breakages[state.reworks % breakages.length] ?? breakages[0],
        reworks: state.reworks + 1,
      };
    case "validate":
    case "finish":
      return state;
  }
}

/** The site's files in a state. */
export function filesIn(state: SiteState, { site }: TeacherPlan): SourceFiles {
  const files = buildSite(site, state.polish);
  return state.flaw === null ? files : state.flaw.spoil(files, site);
}
