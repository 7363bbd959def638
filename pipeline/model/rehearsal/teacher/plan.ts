import { createRandom } from "../../../random/random.ts";
import { seedFrom } from "../../../run/digest.ts";
import { breakages, lastingFlaws, mendedFlaws } from "./flaws/all-flaws.ts";
import type { Flaw } from "./flaws/flaw.ts";
import { planSite, type Site } from "./site.ts";

/** What becomes of a trajectory, as far as it is the teacher's doing. */
export type Course =
  | { kind: "flawless" }
  | { kind: "mended"; flaw: Flaw }
  | { kind: "never-well"; flaw: Flaw }
  /** Breaks a good site and does not find back. */
  | { kind: "lost-after-good" }
  /** Breaks it from the start and does not find out. */
  | { kind: "lost-from-start" };

export interface TeacherPlan {
  site: Site;
  course: Course;
  /** Whether it improves a good page once before it has it tested. */
  polishes: boolean;
}

/** Everything the teacher decides beforehand: drawn from the instruction and the plan's seed. */
export function drawPlan(instruction: string, seed: number): TeacherPlan {
  const random = createRandom(seedFrom("course", instruction, seed));
  const share = random.next();
  const mended = random.pick(mendedFlaws);
  const lasting = random.pick(lastingFlaws);
  return {
    site: planSite(instruction, seed),
    course: courseAt(share, mended, lasting),
    polishes: random.next() < 0.2,
  };
}

function courseAt(share: number, mended: Flaw, lasting: Flaw): Course {
  if (share < 0.35) return { kind: "flawless" };
  if (share < 0.73) return { kind: "mended", flaw: mended };
  if (share < 0.87) return { kind: "never-well", flaw: lasting };
  return share < 0.97 ? { kind: "lost-after-good" } : { kind: "lost-from-start" };
}

/** The flaw of the first reply, or null. */
export function openingFlaw(course: Course): Flaw | null {
  switch (course.kind) {
    case "mended":
    case "never-well":
      return course.flaw;
    case "lost-from-start":
      return breakages[0];
    case "flawless":
    case "lost-after-good":
      return null;
  }
}
