import { createRandom } from "../../../pipeline/random/random.ts";
import { seedFrom } from "../../../pipeline/run/digest.ts";
import {
  callName,
  instructionAt,
  type ScriptedCall,
  type ScriptedRole,
  sampleKeyOf,
} from "../kill-nine/script.ts";
import type { Schedule, Variant } from "./schedule.ts";

/** Of every soaked run: requests carry seeds drawn from it, by which the server knows them. */
export const soakRun = { seed: 1, errorLimit: 2, maxSteps: 8, guiMaxTurns: 3, maxAsks: 3 } as const;

/** What a script depends on: equal ones give equal trajectories, however they are disturbed. */
export type ScriptPlan = Pick<Schedule, "seed" | "variants" | "samples" | "nonsense">;

export const instructionsOf = ({ variants }: Pick<ScriptPlan, "variants">) =>
  variants.map((_, index) => instructionAt(index));

/** What the teacher does in each step: the grade that its page gets, or something else. After the last it finishes. */
const teachers: Record<Variant, readonly (number | "gui-test" | "muddle")[]> = {
  short: [4, "gui-test"],
  branch: [4, 1, 1, 5, "gui-test"],
  muddle: ["muddle", 3, "gui-test"],
};

/** Purpose of the call that writes a GUI test, before its try. */
const sharedTest = "gui-test/gui-test-instruction";

/** Every call that a run may come to, and its answer, by the seed of its request. */
export function scriptCalls(plan: ScriptPlan): Map<number, ScriptedCall> {
  const calls = new Map<number, ScriptedCall>();
  for (const [index, variant] of plan.variants.entries()) {
    for (let sample = 0; sample < plan.samples; sample++) {
      const instructionId = instructionAt(index).id;
      const key = sampleKeyOf(instructionId, sample);
      for (const [role, purpose, text] of answersOf(key, variant)) {
        const name = callName(key, role, purpose);
        const asker = purpose.startsWith(sharedTest) ? instructionId : key;
        const answer = nonsenseFor(plan, role, purpose, asker) ?? text;
        calls.set(seedFrom(soakRun.seed, key, role, purpose), { name, role, text: answer });
      }
    }
  }
  return calls;
}

function* answersOf(key: string, variant: Variant): Generator<[ScriptedRole, string, string]> {
  const asks = Array.from({ length: soakRun.maxAsks }, (_, index) => index + 1);
  for (const ask of asks)
    yield [
      "feedback",
      `${sharedTest}/${ask}`,
      '<boltAction type="gui_agent_test">Press every button.</boltAction>',
    ];
  for (let step = 0; step < soakRun.maxSteps; step++) {
    const act = teachers[variant][step];
    yield ["teacher", `step-${step}/teacher`, teacherText(key, step, act)];
    const grade = typeof act === "number" ? act : 3;
    for (const ask of asks) {
      yield ["vision", `step-${step}/screenshot-description/${ask}`, described];
      yield ["vision", `step-${step}/screenshot-grade/${ask}`, graded(grade)];
      yield ["feedback", `step-${step}/gui-test-grade/${ask}`, tested(grade)];
    }
    yield ["gui", `step-${step}/gui-agent/turn-1`, "Thought: There is a button. Action: Click [1]"];
    for (const last of ["turn-2", "turn-3", "verdict"])
      yield ["gui", `step-${step}/gui-agent/${last}`, "Thought: It works. Action: ANSWER; YES"];
  }
}

function teacherText(key: string, step: number, act: number | "gui-test" | "muddle" | undefined): string {
  if (act === undefined) return '<boltAction type="finish"/>';
  if (act === "gui-test") return '<boltAction type="screenshot_validated"/>';
  if (act === "muddle") return "I shall build you a website.";
  return `<boltArtifact id="site" title="Site"><boltAction type="file" filePath="index.html">\n<h1>${key}, ${step}</h1>\n${"<p>filling</p>\n".repeat(20)}</boltAction></boltArtifact>`;
}

const described = JSON.stringify({
  ...{ is_error: false, error_message: "" },
  ...{ screenshot_description: "a page", suggestions: "none" },
});
const graded = (grade: number): string => JSON.stringify({ analysis: "seen", grade });
const tested = (grade: number): string =>
  JSON.stringify({ test_passed: true, improvement_suggestions: "", grade });

/** What judges say when they say nothing: no number, one out of bounds, half a sentence. */
const nonsense = [
  "",
  "I cannot help with that.",
  '{"grade": 11}',
  '{"analysis":"x","grade":"NaN"}',
  '{"grade',
  "7/10",
];

/**
 * A judge's nonsense in place of an answer; null: it answers. The test that an instruction's samples share is the same
 * whichever of them asks for it, and the last try at it always succeeds.
 */
function nonsenseFor(
  { seed, nonsense: share }: ScriptPlan,
  role: ScriptedRole,
  purpose: string,
  asker: string,
): string | null {
  if (share === 0 || role === "teacher" || purpose === `${sharedTest}/${soakRun.maxAsks}`) return null;
  const random = createRandom(seedFrom(seed, callName(asker, role, purpose)));
  return random.next() < share ? random.pick(nonsense) : null;
}
