import type { BlobReader, BlobRef, TrajectoryNode } from "../run/trajectory.ts";
import type { TextMessage } from "./text-conversation.ts";

/** A conversation and the steps whose replies are in it, in order: two messages open it, then reply and feedback in turn. */
export interface SteppedConversation {
  messages: TextMessage[];
  /** One per message: 1 where the loss counts. */
  lossMask: (0 | 1)[];
  path: readonly TrajectoryNode[];
}

export interface ShortenOptions {
  maxTokens: number;
  countTokens(messages: readonly TextMessage[]): number;
  /** Steps whose replies must stay. */
  needed: ReadonlySet<number>;
}

/**
 * Brings a conversation within a limit by leaving out whole steps, each a reply with its feedback: first those that led
 * to an error, then the others, the oldest first. The last reply, the feedback that it answers and the needed steps
 * stay. What is within the limit stays as it is; null when all that may go is not enough. Nothing is ever cut inside a
 * message.
 */
export function shortenConversation(
  conversation: SteppedConversation,
  { maxTokens, countTokens, needed }: ShortenOptions,
): SteppedConversation | null {
  const { path } = conversation;
  const expendable = path.slice(0, -2).filter(({ step }) => !needed.has(step));
  const order = [
    ...expendable.filter(({ isError }) => isError),
    ...expendable.filter((node) => !node.isError),
  ];
  let shortened = conversation;
  for (const { step } of order) {
    if (countTokens(shortened.messages) <= maxTokens) return shortened;
    shortened = withoutStep(shortened, step);
  }
  return countTokens(shortened.messages) <= maxTokens ? shortened : null;
}

function withoutStep({ messages, lossMask, path }: SteppedConversation, step: number): SteppedConversation {
  const at = path.findIndex((node) => node.step === step);
  const from = 2 + 2 * at;
  return {
    messages: messages.toSpliced(from, 2),
    lossMask: lossMask.toSpliced(from, 2),
    path: path.toSpliced(at, 1),
  };
}

/**
 * The steps of a path that gave the files of its last step their content: the website can be made again from their
 * replies alone.
 */
export function stepsThatWrote(path: readonly TrajectoryNode[], blobs: BlobReader): Set<number> {
  const snapshots = path.map(
    ({ files }): Map<string, BlobRef> => new Map(Object.entries(refsOf(files, blobs))),
  );
  const steps = new Set<number>();
  for (const [file, ref] of snapshots.at(-1) ?? []) {
    const others = snapshots.findLastIndex((snapshot) => snapshot.get(file) !== ref);
    const writer = path[others + 1];
    if (writer !== undefined) steps.add(writer.step);
  }
  return steps;
}

function refsOf(manifest: BlobRef, blobs: BlobReader): Record<string, BlobRef> {
  return JSON.parse(blobs.text(manifest));
}
