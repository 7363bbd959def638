/** What a thing that was tried did. */
export interface Note {
  /** `Pressing "Save"` */
  subject: string;
  outcome: "worked" | "did nothing" | "could not be done" | "showed no change";
}

const noted = /^([A-Z][a-z]+ing .*?) (worked|did nothing|could not be done|showed no change)\./;

/** A note as the agent writes it at the beginning of a thought. */
export function formatNote({ subject, outcome }: Note): string {
  return `${subject} ${outcome}.`;
}

/** The note at the beginning of a thought, or null. */
export function readNote(thought: string): Note | null {
  const [, subject, outcome] = noted.exec(thought) ?? [];
  if (subject === undefined || !isOutcome(outcome)) return null;
  return { subject, outcome };
}

function isOutcome(text: string | undefined): text is Note["outcome"] {
  return (
    text === "worked" || text === "did nothing" || text === "could not be done" || text === "showed no change"
  );
}
