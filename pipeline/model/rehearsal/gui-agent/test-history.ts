import { type GuiAction, parseGuiReply } from "../../../judge/gui/action.ts";
import { type RehearsalRequest, textOf } from "../rehearsal-request.ts";
import { type ListedElement, type Observation, readObservation } from "./observation.ts";
import { type Note, readNote } from "./test-notes.ts";

/** A turn of the agent itself. */
export interface PastTurn {
  before: Observation;
  action: GuiAction | null;
  /** The element acted on, as it was listed then. */
  element: ListedElement | null;
}

/** A GUI test as its conversation tells it. */
export interface TestHistory {
  past: PastTurn[];
  now: Observation;
  /** Everything noted so far, in the agent's own earlier thoughts. */
  notes: Note[];
  /** The last message asks for the verdict. */
  verdictAsked: boolean;
}

const verdictRequest = /\bverdict\b|\bno (?:more )?turns\b|\bout of turns\b/i;

/** Reads the conversation of a GUI test. The agent keeps no other memory. */
export function readHistory({ messages }: RehearsalRequest): TestHistory {
  const turns = messages.filter(({ role }) => role !== "system");
  const past: PastTurn[] = [];
  const notes: Note[] = [];
  for (const [at, message] of turns.entries()) {
    const shown = turns[at - 1];
    if (message.role !== "assistant" || shown === undefined) continue;
    const { thought, action } = parseGuiReply(textOf(message));
    const before = readObservation(shown);
    const index = action !== null && "index" in action ? action.index : null;
    const element = before.elements.find((candidate) => candidate.index === index) ?? null;
    past.push({ before, action, element });
    const note = readNote(thought ?? "");
    if (note !== null) notes.push(note);
  }
  const last = turns.at(-1) ?? { role: "user", content: "" };
  const now = readObservation(last);
  return { past, now, notes, verdictAsked: past.length > 0 && verdictRequest.test(now.words) };
}
