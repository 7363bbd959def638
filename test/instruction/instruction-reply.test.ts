import { expect, test } from "vitest";
import { parseInstructionReply } from "../../pipeline/instruction/instruction-reply.ts";

const text = 'Please implement a shop called "Tea Time" for tea. Users can search.';

test.each([
  ["nothing around it", text],
  ["space around it", `\n\n  ${text}  \n`],
  ["a fence", `\`\`\`\n${text}\n\`\`\``],
  ["a fence with a language", `\`\`\`markdown\n${text}\n\`\`\``],
  ["a fence left open", `\`\`\`text\n${text}`],
  ["an announcement and a fence", `Sure, here is the instruction:\n\n\`\`\`text\n${text}\n\`\`\``],
  ["an announcement", `Here is your instruction:\n${text}`],
  ["a remark after the fence", `\`\`\`\n${text}\n\`\`\`\nI hope this helps!`],
  ["a label", `Instruction: ${text}`],
  ["a label in bold", `**Instruction:** ${text}`],
  ["a label in bold before the colon", `**New Instruction**: ${text}`],
  ["a heading", `### Instruction:\n${text}`],
  ["quotation marks", `"${text.replaceAll('"', "'")}"`, text.replaceAll('"', "'")],
  ["typographic quotation marks", `“${text}”`],
  ["bold", `**${text}**`],
  ["a label and quotation marks", `Instruction: “${text}”`],
  ["reasoning", `<think>The user wants tea.\n\nPlease implement...</think>\n${text}`],
  ["line breaks within the paragraph", text.replace(". ", ".\n"), text],
  [
    "a quotation at either end",
    '"Tea" is a website to implement for "Time"',
    '"Tea" is a website to implement for "Time"',
  ],
  ["paragraphs", "One paragraph.\n\n \nAnother.", "One paragraph.\nAnother."],
  ["a list", "Implement:\n- one\n- two", "Implement:\n- one\n- two"],
  ["nothing in it", "", ""],
  ["reasoning that never ends", "<think>Let me see", ""],
])("A reply with %s", (_, reply, expected = text) => {
  expect(parseInstructionReply(reply)).toBe(expected);
});
