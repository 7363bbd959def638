import { BugError } from "../../pipeline/errors.ts";
import type { Tokenizer } from "../../pipeline/measure/tokenizer.ts";
import { chosenNode } from "../../pipeline/recipe/sft-conversation.ts";
import { textConversationTo } from "../../pipeline/recipe/text-conversation.ts";
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
  /** Tokens of each entry's prompt and completion. */
  entryTokens: { prompt: number; completion: number }[];
}

/** Reads a sealed trajectory once. What is kept does not grow with the length of its conversation. */
export function trajectoryFacts(
  trajectory: Trajectory,
  blobs: BlobReader,
  tokenizer: Tokenizer,
): TrajectoryFacts {
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
    entryTokens: entries.map((entry) => tokensOf(entry, trajectory, blobs, tokenizer)),
  };
}

function tokensOf(
  { step }: StepEntry,
  trajectory: Trajectory,
  blobs: BlobReader,
  tokenizer: Tokenizer,
): { prompt: number; completion: number } {
  const node = trajectory.nodes[step];
  if (node === undefined) throw new BugError(`There is no step ${step}`);
  return {
    prompt: tokenizer.conversationTokens(textConversationTo(trajectory, node.parent, blobs)),
    completion: tokenizer.textTokens(blobs.text(node.reply)),
  };
}
