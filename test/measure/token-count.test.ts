import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { describe, expect, it } from "vitest";
import { messageTokens, textTokens } from "../../pipeline/measure/token-count.ts";

describe("textTokens", () => {
  it.each(["", "hello world", "const answer = 42;\n\n  return answer;\n", "Grüße 😀 漢字", "  ".repeat(400)])(
    "counts what the tokenizer makes of %j",
    (text) => {
      expect(textTokens(text)).toBe(encode(text).length);
    },
  );

  it("takes marks of special tokens as plain text", () => {
    expect(textTokens("<|endoftext|>")).toBeGreaterThan(1);
  });

  it.each([
    ["letters", "a".repeat(200_000)],
    ["spaces", " ".repeat(200_000)],
    ["signs", "=".repeat(200_000)],
    ["pairs of surrogates", "😀".repeat(50_000)],
  ])("counts an unbroken run of %s", (_, text) => {
    expect(textTokens(text)).toBeGreaterThan(100);
  });
});

it("adds the chat template's marks to a message", () => {
  expect(messageTokens("hello world") - textTokens("hello world")).toBe(5);
});
