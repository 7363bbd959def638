import type { Tokenizer } from "../measure/tokenizer.ts";
import type { Recipe } from "../recipe/recipe.ts";
import { sftConversation } from "../recipe/sft-conversation.ts";
import { writeFileAtomic } from "../run/atomic-file.ts";
import { hashOf } from "../run/digest.ts";
import { linesOf } from "../run/json-lines.ts";
import { RunPaths } from "../run/run-paths.ts";
import type { RunReader } from "../run/run-reader.ts";
import type { TrajectoryMeasures } from "./measure-trajectory.ts";

/**
 * Tokens of the conversation each trajectory would be trained on, by a model's own tokenizer; null where nothing was
 * built. A trajectory whose journal has not changed since is not counted again. Derived: the file can be deleted.
 */
export async function countTokens(options: {
  run: RunReader;
  measures: readonly TrajectoryMeasures[];
  tokenizer: Tokenizer;
  shape: Recipe["sft"];
  /** Keep what was counted for the next time. */
  keep: boolean;
  signal: AbortSignal;
}): Promise<Map<string, number | null>> {
  const { run, measures, tokenizer, shape, keep, signal } = options;
  const key = hashOf({ tokenizer: tokenizer.hash, includeFinish: shape.includeFinish }).slice(0, 16);
  const path = new RunPaths(run.dir).tokens(key);
  const known = await readCounts(path);
  const counts = new Map<string, number | null>();
  let lines = "";
  let counted = 0;
  for (const { trajectoryId, journalDigest } of measures) {
    signal.throwIfAborted();
    let tokens = known.get(journalDigest);
    if (tokens === undefined) {
      const { trajectory, blobs } = await run.openTrajectory(trajectoryId);
      const conversation = sftConversation(trajectory, blobs, shape);
      tokens = conversation === null ? null : tokenizer.conversationTokens(conversation.messages);
      counted++;
    }
    counts.set(trajectoryId, tokens);
    lines += `${JSON.stringify([journalDigest, tokens])}\n`;
  }
  if (keep && (counted > 0 || known.size !== counts.size)) await writeFileAtomic(path, lines);
  return counts;
}

async function readCounts(path: string): Promise<Map<string, number | null>> {
  const counts = new Map<string, number | null>();
  for await (const line of linesOf(path)) {
    const [digest, tokens] = /^\["([0-9a-f]{64})",(\d+|null)\]$/.exec(line)?.slice(1) ?? [];
    // a damaged line of a derived file is left out
    if (digest !== undefined && tokens !== undefined)
      counts.set(digest, tokens === "null" ? null : Number(tokens));
  }
  return counts;
}
