import type { GuiTranscript } from "../../../pipeline/contracts/generated/gui-transcript.ts";
import type { BlobRef, TrajectoryNode } from "../../../pipeline/contracts/generated/node.ts";
import type { ScreenshotDescription } from "../../../pipeline/contracts/generated/screenshot-description.ts";
import type { Verdict } from "../../../pipeline/contracts/generated/verdict.ts";
import type { TrajectoryRow } from "./trajectory-row.ts";

/** One trajectory as it happened, without its texts: what the filmstrip and the step tree are drawn from. */
export interface TrajectoryView {
  row: TrajectoryRow;
  /** null where nothing of the journal is valid. */
  systemPrompt: BlobRef | null;
  /** The test instruction of its GUI tests; null: none was written yet. */
  guiTest: BlobRef | null;
  nodes: NodeView[];
  backtracks: { afterStep: number; to: number | null; errorSteps: number }[];
  retries: { step: number; attempt: number; error: string }[];
  /** Steps from the start to the chosen one. */
  chosenPath: number[];
  /** Every rule's outcome, by recipe. */
  verdicts: Record<string, Verdict>;
  /** Rows of emitted datasets that came of it. */
  datasetRows: { dataset: string; config: string; split: string; id: string }[];
  /** All calls, in the order in which they ended. */
  calls: CallView[];
  /** Other samples of its instruction. */
  samples: string[];
  /** What of the journal was not readable; empty when all was. */
  damage: string[];
}

/** A step of the tree. Scores keep judge, exchange and history. */
export type NodeView = Omit<TrajectoryNode, "files"> & {
  /** ISO 8601, when it was committed. */
  at: string;
  /** How many files its site has, and how many differ from the parent's. */
  fileCount: number;
  changedFiles: number;
  costUsd: number | null;
};

export interface CallView {
  callId: string;
  role: string;
  /** What the call was for: `step-3/screenshot-grade/1`. */
  purpose: string;
  model: string;
  outcome: "answered" | "failed" | "abandoned";
  error: string | null;
  /** The journaled exchange: request and answer as sent. */
  exchange: BlobRef | null;
  promptTokens: number;
  cachedTokens: number | null;
  completionTokens: number;
  costUsd: number | null;
  latencyMs: number;
  replayed: string | null;
}

/** Everything of one step but the bytes of pictures and files, which are asked for by reference. */
export interface StepView {
  step: number;
  reply: string;
  reasoning: string | null;
  /** The reply in parts, in order: prose, and the actions that were read out of it. */
  replyParts: ReplyPart[];
  /** null after a finish. */
  feedback: string | null;
  /** By path. */
  files: FileView[];
  install: CommandView | null;
  start: CommandView | null;
  /** Files that were refused, with the reason. */
  refusals: { path: string; reason: string }[];
  page: {
    settled: boolean | null;
    consoleErrors: string[];
    exceptions: string[];
    failedRequests: string[];
    dialogs: string[];
    blockedHosts: string[];
  } | null;
  description: ScreenshotDescription | null;
  guiTest: GuiTranscript | null;
  /** A text above the limit is cut, and said so here by name: `reply`, `feedback`, `install`, `start`. */
  cut: string[];
  /** Parts that are not in the pack, or of another version of their schema, each with the reason. */
  unreadable: string[];
}

export type ReplyPart =
  | { kind: "prose"; text: string }
  | { kind: "file"; path: string; bytes: number }
  | { kind: "action"; type: string; text: string };

export interface CommandView {
  status: string;
  command: string | null;
  reason: string | null;
  log: string;
  durationMs: number | null;
  cached: boolean;
}

export interface FileView {
  path: string;
  ref: BlobRef;
  bytes: number;
  change: "added" | "changed" | "same" | "deleted";
  /** The parent's content; null where the parent has no such file. */
  parentRef: BlobRef | null;
}
