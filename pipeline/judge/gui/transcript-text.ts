import type { GuiTranscript } from "../../contracts/generated/gui-transcript.ts";

/** A GUI test as its grader reads it: what was thought, done and told, a placeholder for each observation. */
export function formatTranscript({ turns, answer, endedBy }: GuiTranscript): string {
  const parts = turns.map(formatTurn);
  if (endedBy === "turn-limit") parts.push("The turns ran out, and the tester was asked for a verdict.");
  parts.push(`Verdict of the tester: ${answer ?? "none"}`);
  return parts.join("\n\n");
}

function formatTurn(turn: GuiTranscript["turns"][number]): string {
  const lines = [`Turn ${turn.turn}`, `Observation: (screenshot and element list of ${turn.url})`];
  if (turn.action === null) lines.push(`Reply: ${turn.reply.trim()}`);
  else lines.push(`Thought: ${turn.thought ?? ""}`, `Action: ${turn.action}${targetOf(turn)}`);
  lines.push(`Result: ${turn.result}`);
  return lines.join("\n");
}

/** What stands behind the number of an action: without the picture, the number alone says nothing. */
function targetOf({ action, elements }: GuiTranscript["turns"][number]): string {
  const index = /^\w+ \[(\d+)\]/.exec(action ?? "")?.[1];
  const element = elements.find((candidate) => String(candidate.index) === index);
  return element === undefined ? "" : ` (<${element.tag}> "${element.text}")`;
}
