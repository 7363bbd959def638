import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A tokenizer.json whose tokens are words, and two marks. */
export const wordTokenizer = {
  version: "1.0",
  truncation: null,
  padding: null,
  added_tokens: ["<|start|>", "<|end|>"].map((content, id) => ({
    ...{ id, content, special: true, single_word: false, lstrip: false, rstrip: false, normalized: false },
  })),
  normalizer: null,
  pre_tokenizer: { type: "Whitespace" },
  post_processor: null,
  decoder: null,
  model: {
    type: "WordLevel",
    vocab: { "<|start|>": 0, "<|end|>": 1, "[UNK]": 2, hello: 3, world: 4, system: 5, user: 6 },
    unk_token: "[UNK]",
  },
};
/** A mark, the role, the words and a mark for each message. */
export const chatTemplate =
  "{% for message in messages %}<|start|>{{ message.role }} {{ message.content }}<|end|>{% endfor %}";

/** Writes it as a folder that a recipe can name. */
export async function writeWordTokenizer(dir: string): Promise<string> {
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, "tokenizer.json"), JSON.stringify(wordTokenizer));
  await writeFile(join(dir, "tokenizer_config.json"), JSON.stringify({ chat_template: chatTemplate }));
  return dir;
}
