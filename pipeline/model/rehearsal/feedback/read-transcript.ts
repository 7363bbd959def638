import { readVerdict, type Verdict } from "../../../judge/gui/verdict.ts";
import { type Note, readNote } from "../gui-agent/test-notes.ts";

/** A GUI test as its transcript tells it. */
export interface TestSummary {
  verdict: Verdict;
  /** The tester's last words. */
  answer: string;
  /** What a tester that takes notes has noted. */
  notes: Note[];
  /** Actions on the page, and how many of them could be done. */
  actions: number;
  done: number;
}

const notDone =
  /\b(?:There is no|begins with|is written|Element \[\d+\]|The element is|cannot be|could not|failed|cut at|withheld|[Tt]imed? ?out)\b/;

/** Reads a transcript out of a prompt whose template is the user's. */
export function readTranscript(prompt: string): TestSummary {
  const values = (label: string): string[] =>
    Array.from(prompt.matchAll(new RegExp(`^${label}: (.*)$`, "gm")), ([, value]) => value ?? "");
  const answer =
    /^Verdict of the tester: ([\s\S]*?)(?=\n\s*\n|\n<\/|$(?![\s\S]))/m.exec(prompt)?.[1]?.trim() ??
    /ANSWER; \[([\s\S]*?)\]\s*$/m.exec(prompt)?.[1]?.trim() ??
    "";
  const onPage = values("Action").filter((action) => !/^(?:ANSWER|Wait)\b/.test(action)).length;
  const failed = values("Result").filter((result) => notDone.test(result)).length;
  return {
    verdict: readVerdict(answer),
    answer,
    notes: values("Thought").flatMap((thought) => readNote(thought) ?? []),
    actions: onPage,
    done: Math.max(0, onPage - failed),
  };
}
