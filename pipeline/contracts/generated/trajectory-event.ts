/* Generated from schemas/trajectory-event.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * One event of a trajectory's journal. On disk each line also carries seq, at and sum.
 */
export type TrajectoryEvent =
  TrajectoryOpened | CallEvent | GuiTestWritten | StepRetried | StepCommitted | Backtracked | TrajectorySealed;
/**
 * Address of a blob in the pack beside the journal: the SHA-256 of its uncompressed bytes.
 */
export type BlobRef = string;
/**
 * One event in the life of a model call, journaled inside the work it was made for.
 */
export type CallEvent = CallIntended | CallReturned | CallFailed;
/**
 * Address of a blob in the pack beside the journal: the SHA-256 of its uncompressed bytes.
 */
export type BlobRef1 = string;

/**
 * The first line of every journal.
 */
export interface TrajectoryOpened {
  event: "trajectory-opened";
  trajectoryId: string;
  instructionId: string;
  sample: number;
  configHash: string;
  instruction: BlobRef;
  systemPrompt: BlobRef;
  /**
   * model id
   */
  teacher: string;
  /**
   * "rehearsal" when any model behind this record was a built-in rehearsal model
   */
  label: "rehearsal" | null;
}
/**
 * Written before a model call is sent.
 */
export interface CallIntended {
  event: "call-intended";
  callId: string;
  role: "teacher" | "vision" | "gui" | "feedback" | "synthesis" | "embedding";
  /**
   * what the call was for, and where: step-3/teacher, step-3/screenshot-grade/1
   */
  purpose: string;
}
/**
 * A model call that answered; its exchange is reused on resume and never paid again.
 */
export interface CallReturned {
  event: "call-returned";
  callId: string;
  /**
   * hash of everything that can change the answer
   */
  key: string;
  role: "teacher" | "vision" | "gui" | "feedback" | "synthesis" | "embedding";
  /**
   * what the call was for, and where: step-3/teacher, step-3/screenshot-grade/1
   */
  purpose: string;
  model: string;
  exchange: BlobRef;
  finishReason: "stop" | "length" | "content-filter";
  usage: TokenUsage;
  costUsd: number | null;
  latencyMs: number;
  /**
   * answered from the recording of another run, which was asked the same; the same with images that differ; a judge the same of a page that looked or behaved otherwise this time; or the same for another sample of the instruction
   */
  replayed?: "exact" | "other-images" | "other-observation" | "other-sample";
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
/**
 * A model call that failed. Failures are never reused.
 */
export interface CallFailed {
  event: "call-failed";
  callId: string;
  role: "teacher" | "vision" | "gui" | "feedback" | "synthesis" | "embedding";
  /**
   * what the call was for, and where: step-3/teacher, step-3/screenshot-grade/1
   */
  purpose: string;
  model: string;
  error: string;
  /**
   * the raw response, where there was one
   */
  exchange: BlobRef | null;
  latencyMs: number;
}
/**
 * The test instruction of this instruction's GUI tests.
 */
export interface GuiTestWritten {
  event: "gui-test-written";
  text: BlobRef;
}
/**
 * An infrastructure error interrupted a step; it was begun again.
 */
export interface StepRetried {
  event: "step-retried";
  step: number;
  attempt: number;
  error: string;
}
/**
 * A step is whole and durable.
 */
export interface StepCommitted {
  event: "step-committed";
  node: TrajectoryNode;
}
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
 * The agent left a run of error steps.
 */
export interface Backtracked {
  event: "backtracked";
  afterStep: number;
  /**
   * the step the agent went back to; null for a new start from the instruction
   */
  to: number | null;
  errorSteps: number;
}
/**
 * The last line of a finished journal.
 */
export interface TrajectorySealed {
  event: "trajectory-sealed";
  outcome: "finished" | "step-limit" | "failed";
  /**
   * the selected best step
   */
  chosen: number | null;
  /**
   * why it failed
   */
  reason: string | null;
}
