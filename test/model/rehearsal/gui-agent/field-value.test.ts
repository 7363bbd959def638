import { expect, test } from "vitest";
import { valueFor } from "../../../../pipeline/model/rehearsal/gui-agent/field-value.ts";

const fields: [tag: string, text: string, value: string][] = [
  ['input type="email"', "", "admin@example.com"],
  ['input type="text"', "you@example.com", "admin@example.com"],
  ['input type="password"', "", "admin123456"],
  ['input type="date"', "", "2030-05-17"],
  ['input type="time"', "", "10:30"],
  ['input type="number"', "1", "2"],
  ['input type="tel"', "", "555 0100"],
  ['input type="text"', "Your name", "Test Visitor"],
  ['input type="text"', "User name", "admin"],
  ['input type="text"', "Title of your post", "Test entry"],
  ["textarea", "What do you think?", "This is a short test message."],
  ["select", "Choose a day (options: Choose a day, Monday, Tuesday)", "Monday"],
  ["select", "One (options: One)", "One"],
];
test.each(fields)("%s %j gets %j", (tag, text, value) => {
  expect(valueFor({ index: 0, tag, text })).toBe(value);
});
