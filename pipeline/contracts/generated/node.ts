/* Generated from schemas/node.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * Address of a blob in the pack beside the journal: the SHA-256 of its uncompressed bytes.
 */
export type BlobRef = string;
/**
 * Address of a blob in the pack beside the journal: the SHA-256 of its uncompressed bytes.
 */
export type BlobRef1 = string;

/**
 * One committed step: an assistant reply and what came back.
 */
export interface TrajectoryNode {
  /**
   * 0-based position in the order of recording
   */
  step: number;
  /**
   * the step this one continues; null for a start from the instruction alone
   */
  parent: number | null;
  kind: "code" | "gui-test" | "finish" | "malformed";
  screenshot: Score;
  gui: Score;
  isError: boolean;
  errorStages: ("format" | "install" | "start" | "screenshot" | "gui-test" | "judge")[];
  /**
   * what the reply's parser had to mend
   */
  warnings: string[];
  finishReason: "stop" | "length" | "content-filter";
  reply: BlobRef;
  /**
   * the model's reasoning text, kept apart from the reply
   */
  reasoning: BlobRef | null;
  /**
   * the user message that answers this reply; null after finish
   */
  feedback: BlobRef | null;
  files: BlobRef1;
  /**
   * JSON: install and start outcomes, page problems
   */
  siteReport: BlobRef | null;
  /**
   * PNG, 1024x768
   */
  screenshotImage: BlobRef | null;
  /**
   * JSON: the judge's description of the screenshot
   */
  screenshotDescription: BlobRef | null;
  /**
   * JSON: the GUI test's transcript, turn by turn
   */
  guiTest: BlobRef | null;
  usage: TokenUsage;
  /**
   * milliseconds by phase: teacherMs, installMs, startMs, pageMs, judgeMs, guiTestMs
   */
  timings: {
    [k: string]: number;
  };
}
/**
 * A screenshot score (0-5) or GUI score (1-5). Unknown is not zero: an unmeasured score has no value.
 */
export interface Score {
  status: "measured" | "not-run" | "judge-error" | "infra-error";
  /**
   * a value exists exactly when measured
   */
  value: number | null;
  judge: {
    model: string;
    promptHash: string;
  } | null;
  /**
   * the judge's full exchange
   */
  exchange: BlobRef | null;
  /**
   * every answer of the judge that led here, oldest first, unusable ones included
   */
  history: {
    status: "measured" | "judge-error";
    value: number | null;
    exchange: BlobRef | null;
  }[];
}
/**
 * Tokens of one model call as the provider reported them, or an estimate that says so.
 */
export interface TokenUsage {
  promptTokens: number;
  completionTokens: number;
  /**
   * prompt tokens served from the provider's cache; null when the provider does not say
   */
  cachedTokens: number | null;
  /**
   * part of completionTokens; null when the provider does not say
   */
  reasoningTokens: number | null;
  /**
   * the provider counted nothing: promptTokens and completionTokens are a quarter of the bytes
   */
  estimated?: true;
}
