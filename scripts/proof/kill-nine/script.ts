import type { Instruction } from "../../../pipeline/contracts/generated/instruction.ts";
import { seedFrom } from "../../../pipeline/run/digest.ts";
import type { LedgerEntry } from "../../../pipeline/run/ledger.ts";

/** Seed of the recorded run; requests carry seeds drawn from it, by which the server knows them. */
export const runSeed = 1;
export const samples = 2;
/** Error steps in a row before the agent goes back: the script has two. */
export const errorLimit = 2;

export type ScriptedRole = Exclude<LedgerEntry["role"], "embedding" | "synthesis">;

/** One call that the script foresees, and its answer. */
export interface ScriptedCall {
  /** `proof-3/0 teacher step-2/teacher`: what no two calls share, but one that is repeated. */
  name: string;
  role: ScriptedRole;
  text: string;
}

export function instructionAt(index: number): Instruction {
  return {
    id: `proof-${index}`,
    instruction: `Please implement website number ${index}.`,
    Category: { primary_category: "", subcategories: [""] },
    application_type: "Blog",
    ui_instruct: [],
    source: { kind: "imported", from: "proof", line: null, specification: null, label: null },
  };
}

export function sampleKeyOf(instructionId: string, sample: number): string {
  return `${instructionId}/${sample}`;
}

export function callName(sampleKey: string, role: string, purpose: string): string {
  return `${sampleKey} ${role} ${purpose}`;
}

/** The calls of one instruction's samples by the seed of their request. */
export function scriptedCalls(instructionId: string): Map<number, ScriptedCall> {
  const calls = new Map<number, ScriptedCall>();
  for (let sample = 0; sample < samples; sample++) {
    const sampleKey = sampleKeyOf(instructionId, sample);
    for (const [role, purpose, text] of script(sampleKey)) {
      calls.set(seedFrom(runSeed, sampleKey, role, purpose), {
        name: callName(sampleKey, role, purpose),
        role,
        text,
      });
    }
  }
  return calls;
}

/**
 * A trajectory with a branch: a good page, two bad ones, back to the good one, a better page, whose first description
 * cannot be read, a GUI test of two turns, the end.
 */
function script(sampleKey: string): [ScriptedRole, string, string][] {
  const code = (step: number): string =>
    `<boltArtifact id="site" title="Site"><boltAction type="file" filePath="index.html">\n<h1>${sampleKey}, ${step}</h1>\n${"<p>filling</p>\n".repeat(40)}</boltAction></boltArtifact>`;
  const described = JSON.stringify({
    is_error: false,
    error_message: "",
    screenshot_description: "a page",
    suggestions: "none",
  });
  const graded = (grade: number): string => JSON.stringify({ analysis: "seen", grade });
  const shown = (step: number, grade: number): [ScriptedRole, string, string][] => [
    ["teacher", `step-${step}/teacher`, code(step)],
    ["vision", `step-${step}/screenshot-description/1`, described],
    ["vision", `step-${step}/screenshot-grade/1`, graded(grade)],
  ];
  return [
    ...shown(0, 4),
    ...shown(1, 1),
    ...shown(2, 1),
    ["teacher", "step-3/teacher", code(3)],
    ["vision", "step-3/screenshot-description/1", "It looks fine to me."],
    ["vision", "step-3/screenshot-description/2", described],
    ["vision", "step-3/screenshot-grade/1", graded(5)],
    ["teacher", "step-4/teacher", '<boltAction type="screenshot_validated"/>'],
    [
      "feedback",
      "gui-test/gui-test-instruction/1",
      '<boltAction type="gui_agent_test">Press every button.</boltAction>',
    ],
    ["gui", "step-4/gui-agent/turn-1", "Thought: There is a button. Action: Click [1]"],
    ["gui", "step-4/gui-agent/turn-2", "Thought: It works. Action: ANSWER; YES"],
    [
      "feedback",
      "step-4/gui-test-grade/1",
      JSON.stringify({ test_passed: true, improvement_suggestions: "", grade: 5 }),
    ],
    ["teacher", "step-5/teacher", '<boltAction type="finish"/>'],
  ];
}
