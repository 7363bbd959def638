import { expect, it } from "vitest";
import { BugError } from "../../pipeline/errors.ts";
import type { TextMessage } from "../../pipeline/recipe/text-conversation.ts";
import { checkConversation } from "../../stages/emit/check-conversation.ts";

const say = (...roles: TextMessage["role"][]): TextMessage[] =>
  roles.map((role) => ({ role, content: "words" }));
const [system, user, assistant] = ["system", "user", "assistant"] as const;

it("lets a conversation pass", () => {
  checkConversation("a", {
    messages: say(system, user, assistant, user, assistant),
    lossMask: [0, 0, 1, 0, 1],
  });
});

it.each<[string, TextMessage[], (0 | 1)[], RegExp]>([
  ["nothing asked", say(system, assistant), [0, 1], /2 messages are no conversation/],
  ["no system prompt", say(user, assistant, user), [0, 1, 0], /message 0 is the user's, where the system's/],
  [
    "the same twice",
    say(system, user, assistant, assistant),
    [0, 0, 1, 1],
    /message 3 is the assistant's, where the user's/,
  ],
  ["an open end", say(system, user, assistant, user), [0, 0, 1, 0], /does not end with a reply/],
  ["a mask too few", say(system, user, assistant), [0, 0], /2 masks for 3 messages/],
  ["a loss on what was asked", say(system, user, assistant), [0, 1, 1], /message 1 is trained on/],
  [
    "a loss on nothing",
    [...say(system, user), { role: assistant, content: " \n" }],
    [0, 0, 1],
    /message 2 is trained on, though it is no reply that says something/,
  ],
])("refuses %s", (_, messages, lossMask, message) => {
  const check = (): void => checkConversation("row-1", { messages, lossMask });
  expect(check).toThrow(BugError);
  expect(check).toThrow(message);
});
