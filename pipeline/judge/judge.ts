import type { PageProblems, SitePage } from "../browser/site-page.ts";
import type { GuiTranscript } from "../contracts/generated/gui-transcript.ts";
import type { BlobRef } from "../contracts/generated/node.ts";
import type { ScreenshotDescription } from "../contracts/generated/screenshot-description.ts";
import type { ModelPort } from "../model/model-port.ts";
import type { Score } from "./score.ts";

/** What a judge needs from the trajectory it works for. */
export interface JudgeContext {
  model: ModelPort;
  /** Prefix of every call's purpose: `step-3`. */
  purpose: string;
  /** The instruction's text. */
  instruction: string;
  /** Keeps bytes in the trajectory's pack. */
  keep(bytes: Uint8Array): BlobRef;
  signal: AbortSignal;
}

export interface ScreenshotAssessment {
  /** null when the judge never gave a usable one */
  description: ScreenshotDescription | null;
  score: Score;
}

export interface GuiTestAssessment {
  transcript: GuiTranscript;
  testPassed: boolean | null;
  suggestions: string;
  score: Score;
}

/** The model-backed judges of a trajectory. */
export interface Judge {
  /** Description and grade, asked concurrently. An unusable answer is asked again, then is a judge-error. */
  assessScreenshot(
    png: Uint8Array,
    problems: PageProblems,
    context: JudgeContext,
  ): Promise<ScreenshotAssessment>;
  /** Turns the instruction into a test instruction, credentials and verdict note appended. Once per instruction. */
  writeGuiTest(context: JudgeContext): Promise<string>;
  /** Runs the GUI agent on an open page, then has its transcript graded. */
  runGuiTest(page: SitePage, guiTest: string, context: JudgeContext): Promise<GuiTestAssessment>;
}
