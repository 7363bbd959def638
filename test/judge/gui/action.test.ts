import { expect, test } from "vitest";
import { formatAction, type GuiAction, parseGuiReply } from "../../../pipeline/judge/gui/action.ts";
import { cpuMillisecondsOf } from "../../support/cpu-time.ts";

const understood: [action: string, expected: GuiAction][] = [
  ["Click [3]", { kind: "click", index: 3 }],
  ["click 3", { kind: "click", index: 3 }],
  ["Click (12).", { kind: "click", index: 12 }],
  ["Click [3] to open the menu", { kind: "click", index: 3 }],
  ["`Click [3]`", { kind: "click", index: 3 }],
  ["Type [4]; [garden]", { kind: "type", index: 4, text: "garden" }],
  ["Type [4]; garden chairs", { kind: "type", index: 4, text: "garden chairs" }],
  ["Type 4: [garden]", { kind: "type", index: 4, text: "garden" }],
  ["TYPE [4], [a [b] c]", { kind: "type", index: 4, text: "a [b] c" }],
  ["Type [4]; [garden] and press Enter [5]", { kind: "type", index: 4, text: "garden" }],
  ["Type [4]; [two\nlines]", { kind: "type", index: 4, text: "two\nlines" }],
  ["Type [4]; [not closed", { kind: "type", index: 4, text: "not closed" }],
  ["Type [4]; []", { kind: "type", index: 4, text: "" }],
  ["Type [4]; [2024]", { kind: "type", index: 4, text: "2024" }],
  ["Scroll [WINDOW]; [down]", { kind: "scroll", target: "WINDOW", direction: "down" }],
  ["Scroll WINDOW; up", { kind: "scroll", target: "WINDOW", direction: "up" }],
  ["scroll [7]; [Down]", { kind: "scroll", target: 7, direction: "down" }],
  ["Wait", { kind: "wait" }],
  ["wait for the page", { kind: "wait" }],
  ["GoBack", { kind: "go-back" }],
  ["Go back", { kind: "go-back" }],
  ["ANSWER; [YES. It works [all of it].]", { kind: "answer", text: "YES. It works [all of it]." }],
  ["ANSWER; YES", { kind: "answer", text: "YES" }],
  ["Answer: [NO,\nthe search is dead]", { kind: "answer", text: "NO,\nthe search is dead" }],
];
test.each(understood)("%j", (action, expected) => {
  expect(parseGuiReply(`Thought: I see it.\nAction: ${action}`)).toEqual({
    thought: "I see it.",
    action: expected,
    problem: null,
  });
});

const refused: [reply: string, problem: RegExp][] = [
  ["", /begins with "Action:"/],
  ["I would click the button.", /begins with "Action:"/],
  ["Thought: I would click the button.", /begins with "Action:"/],
  ["Action: Click [3]", /begins with "Thought:"/],
  ["Thought: \nAction: Click [3]", /begins with "Thought:"/],
  ["Thought: a\nAction: Click the button", /Click is written "Click \[number\]"; found "Click the button"/],
  ["Thought: a\nAction: Click [Save]", /Click is written/],
  ["Thought: a\nAction: Type [4]", /Type is written "Type \[number\]; \[text\]"/],
  ["Thought: a\nAction: Type garden", /Type is written/],
  ["Thought: a\nAction: Scroll [WINDOW]; [left]", /Scroll is written/],
  ["Thought: a\nAction: ANSWER;", /ANSWER is written/],
  ["Thought: a\nAction: Hover [3]", /There is no action "Hover \[3\]". The actions: Click/],
  ["Thought: a\nAction:", /There is no action ""/],
  ["Thought: a\nAction: Go forth", /There is no action "Go forth"/],
];
test.each(refused)("%j is refused", (reply, problem) => {
  const read = parseGuiReply(reply);
  expect(read.action).toBeNull();
  expect(read.problem).toMatch(problem);
});

const decorated = [
  "**Thought:** I see it.\n**Action:** Click [3]",
  "Thought: I see it. Action: Click [3]",
  "thought：I see it.\naction：click [3]",
  "### Thought: I see it.\n\nAction:\nClick [3]\n\nObservation: the page opened",
];
test.each(decorated)("%j is understood", (reply) => {
  expect(parseGuiReply(reply)).toMatchObject({ thought: "I see it.", action: { kind: "click", index: 3 } });
});

test.each(understood)("what %j means is written in the grammar and read again", (_, action) => {
  const again = parseGuiReply(`Thought: a\nAction: ${formatAction(action)}`);
  expect(again.action).toEqual(action);
});

test.each([
  "Thought: ",
  "Action: ",
  "Action: Click ",
  "*",
  " ",
  "\n",
  "Action: Type [1]; [[",
  "Action: ANSWER; [",
])("a megabyte of %j is read in bounded time", (piece) => {
  const text = piece.repeat(1_000_000 / piece.length);
  expect(cpuMillisecondsOf(() => parseGuiReply(text))).toBeLessThan(300);
});
