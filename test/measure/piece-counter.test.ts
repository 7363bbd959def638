import { Tokenizer } from "@huggingface/tokenizers";
import fc from "fast-check";
import { expect, it } from "vitest";
import { pieceCounter } from "../../pipeline/measure/piece-counter.ts";
import { rememberCounts } from "../../pipeline/measure/remember-counts.ts";
import { wordTokenizer } from "../support/word-tokenizer.ts";

const json = JSON.stringify(wordTokenizer);
const library = new Tokenizer(wordTokenizer, {});
const whole = (text: string): number => library.encode(text, { add_special_tokens: false }).ids.length;

it("counts as the library counts the whole text", () => {
  const piece = fc.constantFrom("<|start|>", "<|end|>", "hello ", "world", " ", "<|", "|>", "\n", "x");
  const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(text, (given) => {
      expect(pieceCounter(json, whole)(given)).toBe(whole(given));
    }),
  );
});

it("counts a message once, in however many conversations it stands", () => {
  const counted: string[] = [];
  const count = pieceCounter(json, (text) => counted.push(text));
  count("<|start|>user hello<|end|>");
  count("<|start|>user hello<|end|><|start|>user world<|end|>");
  expect(counted).toEqual(["user hello", "user world"]);
});

it.each([
  ["has no marks", { added_tokens: [] }],
  ["treats the first piece in another way", { ...wordTokenizer, pre_tokenizer: { type: "Metaspace" } }],
  [
    "takes in what stands beside its marks",
    { added_tokens: wordTokenizer.added_tokens.map((token) => ({ ...token, lstrip: true })) },
  ],
])("counts the whole text with a tokenizer that %s", (_, tokenizer) => {
  const counted: string[] = [];
  pieceCounter(JSON.stringify(tokenizer), (text) => counted.push(text))("a<|end|>b");
  expect(counted).toEqual(["a<|end|>b"]);
});

it("forgets the oldest texts when they grow too long", () => {
  const counted: string[] = [];
  const count = rememberCounts((text) => counted.push(text), 5);
  for (const text of ["abc", "de", "abc", "f", "de", "abc"]) count(text);
  expect(counted).toEqual(["abc", "de", "f", "abc"]);
});
