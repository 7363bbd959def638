import { messageTokens, textTokens } from "../../pipeline/measure/token-count.ts";
import { chosenNode } from "../../pipeline/recipe/sft-conversation.ts";
import type { BlobReader, Trajectory, TrajectoryNode } from "../../pipeline/run/trajectory.ts";
import { isCutByLength } from "./step-grpo/length-limit.ts";
import { type StepEntry, stepEntries } from "./step-grpo/step-entries.ts";

/** What is known of a sealed trajectory without its texts. */
export interface TrajectoryFacts {
  id: string;
  instructionId: string;
  journalDigest: string;
  /** Equal for trajectories that began with the same system prompt and instruction. */
  opening: string;
  /** The step that each step continues, by step; null for a start. */
  parents: (number | null)[];
  teacher: string;
  /** Scores of the chosen step; null when unmeasured. */
  screenshotScore: number | null;
  guiScore: number | null;
  /** Models that gave the scores. */
  judges: string[];
  cutByLength: boolean;
  entries: StepEntry[];
  /** Estimated tokens of each entry's prompt and completion. */
  entryTokens: { prompt: number; completion: number }[];
}

/** Reads a sealed trajectory once. What is kept does not grow with the length of its conversation. */
export function trajectoryFacts(trajectory: Trajectory, blobs: BlobReader): TrajectoryFacts {
  const { nodes, opened, journalDigest } = trajectory;
  const replyOf = (node: TrajectoryNode): string => blobs.text(node.reply);
  const chosen = chosenNode(trajectory);
  const entries = stepEntries(nodes, replyOf);
  const judges = nodes.flatMap(({ screenshot, gui }) => [
    screenshot.judge?.model ?? [],
    gui.judge?.model ?? [],
  ]);
  return {
    id: opened.trajectoryId,
    instructionId: opened.instructionId,
    journalDigest,
    opening: `${opened.systemPrompt} ${opened.instruction}`,
    parents: nodes.map(({ parent }) => parent),
    teacher: opened.teacher,
    screenshotScore: chosen?.screenshot.value ?? null,
    guiScore: chosen?.gui.value ?? null,
    judges: [...new Set(judges.flat())].sort(),
    cutByLength: isCutByLength(nodes, replyOf),
    entries,
    entryTokens: tokensOf(entries, trajectory, blobs),
  };
}

/** Each message is counted once, though it stands in the prompts of all later steps. */
function tokensOf(
  entries: readonly StepEntry[],
  { nodes, opened }: Trajectory,
  blobs: BlobReader,
): { prompt: number; completion: number }[] {
  const start =
    messageTokens(blobs.text(opened.systemPrompt)) + messageTokens(blobs.text(opened.instruction));
  const before: number[] = [];
  const after: number[] = [];
  for (const node of nodes) {
    const prompt = node.parent === null ? start : (after[node.parent] ?? start);
    before.push(prompt);
    const answer = node.feedback === null ? 0 : messageTokens(blobs.text(node.feedback));
    after.push(prompt + messageTokens(blobs.text(node.reply)) + answer);
  }
  return entries.map(({ step }) => {
    const node = nodes[step];
    return {
      prompt: before[step] ?? 0,
      completion: node === undefined ? 0 : textTokens(blobs.text(node.reply)),
    };
  });
}
