import type { FeedbackReading } from "../feedback-reading.ts";
import type { Site } from "../site.ts";
import type { SourceFiles } from "../source-files.ts";

/** How a reply is written, apart from what it says. */
export interface Manner {
  attributeQuote: '"' | "'";
  /** The reply ends inside its last file, as when a provider's token limit cuts it. */
  endsInLastFile: boolean;
}

/** A mistake of the kinds real teachers make. */
export interface Flaw {
  id: string;
  /** The files with the mistake in them. */
  spoil(files: SourceFiles, site: Site): SourceFiles;
  /** How the reply that brings it differs from a good one. */
  manner?: Partial<Manner>;
  /** Whether the feedback tells the teacher of it. */
  isNamedBy(feedback: FeedbackReading): boolean;
  /** What the teacher says when it mends it. */
  remedy: string;
}

export function failsTheRound(feedback: FeedbackReading): boolean {
  return feedback.ask === "fix";
}

export function failsTheTest(feedback: FeedbackReading): boolean {
  return feedback.testFailed;
}
