import { formatAction, type GuiAction } from "../../../judge/gui/action.ts";
import { type RehearsalRequest, textOf } from "../rehearsal-request.ts";
import { judgeLastAction } from "./last-finding.ts";
import { nextTry, wordsOf } from "./next-try.ts";
import { readHistory, type TestHistory } from "./test-history.ts";
import { formatNote, type Note } from "./test-notes.ts";

/** Turns after which the agent answers by what it has seen. */
const mostTurns = 10;
/** More dead controls than this tell nothing new. */
const enoughDead = 3;

/**
 * The rehearsal GUI agent: reads the numbered list and the picture, tries the features one by one, and gives its verdict
 * by what really changed. Its memory is the conversation, its own notes in it included.
 */
export function guiAgentReply(request: RehearsalRequest): string {
  const history = readHistory(request);
  const { note, tryAgain } = judgeLastAction(history);
  const notes = note === null ? history.notes : [...history.notes, note];
  const finding = note === null ? "" : `${formatNote(note)} `;
  if (history.verdictAsked) return conclusionFrom(notes);
  const isEnough = history.past.length >= mostTurns || deadIn(notes).length >= enoughDead;
  const again = tryAgain && !isEnough ? repeat(history) : null;
  if (again !== null) return reply(`Nothing seems to have changed, so I do it once more.`, again);
  const next = isEnough ? null : nextTry({ ...history, notes }, featureWordsIn(request));
  if (next !== null) return reply(`${finding}${next.intent}`, next.action);
  return reply(`${finding}I have seen enough.`, { kind: "answer", text: conclusionFrom(notes) });
}

function reply(thought: string, action: GuiAction): string {
  return `Thought: ${thought}\nAction: ${formatAction(action)}`;
}

/** The last click again, on the element as it is numbered now. */
function repeat({ past, now }: TestHistory): GuiAction | null {
  const element = past.at(-1)?.element;
  if (!element) return null;
  const alike = now.elements.filter(({ tag, text }) => tag === element.tag && text === element.text);
  const same = alike.find(({ index }) => index === element.index) ?? alike[0];
  return same === undefined ? null : { kind: "click", index: same.index };
}

/** Words of the test that a control can be recognised by. */
function featureWordsIn({ messages }: RehearsalRequest): ReadonlySet<string> {
  const first = messages.find(({ role }) => role === "user");
  return new Set(wordsOf(textOf(first).split(/^\[\d+\]: </m)[0] ?? ""));
}

/** YES when something was tried and nothing that was tried is dead. */
function conclusionFrom(notes: readonly Note[]): string {
  const worked = subjectsOf(notes, "worked");
  const dead = deadIn(notes);
  if (dead.length > 0) {
    const rest =
      worked.length === 0 ? " Nothing that I tried worked." : ` What worked: ${worked.join("; ")}.`;
    return `NO. ${dead.map((subject) => `${subject} did nothing.`).join(" ")}${rest}`;
  }
  if (worked.length === 0) return "NO. I found nothing on the page that reacts.";
  return `YES. ${worked.map((subject) => `${subject} worked.`).join(" ")}`;
}

function deadIn(notes: readonly Note[]): string[] {
  return subjectsOf(notes, "did nothing");
}

function subjectsOf(notes: readonly Note[], outcome: Note["outcome"]): string[] {
  return [...new Set(notes.filter((note) => note.outcome === outcome).map(({ subject }) => subject))];
}
