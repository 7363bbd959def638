import { createHash } from "node:crypto";
import { Template } from "@huggingface/jinja";
import { Tokenizer as HubTokenizer } from "@huggingface/tokenizers";
import { errorMessage, UserError } from "../errors.ts";
import { pieceCounter } from "./piece-counter.ts";
import { rememberCounts } from "./remember-counts.ts";
import { conversationTokens, tokenizer as estimateName, textTokens } from "./token-count.ts";
import {
  readTokenizerFiles,
  type TokenizerFiles,
  type TokenizerPlaces,
  tokenizerName,
} from "./tokenizer-files.ts";

/** Counts tokens. */
export interface Tokenizer {
  /** For people: whose tokens these are, and "(estimate)" when they are not those of the model that is meant. */
  name: string;
  /** The model's own tokenizer and chat template, not an estimate. */
  exact: boolean;
  /** Changes with whatever changes a count. */
  hash: string;
  textTokens(text: string): number;
  /** Of a whole conversation in the model's chat template, its marks included. */
  conversationTokens(messages: readonly { role: string; content: string }[]): number;
}

const rememberedTextTokens = rememberCounts(textTokens);

/** Counts as o200k_base does, with the marks of ChatML around every message. */
export const estimate: Tokenizer = {
  name: estimateName,
  exact: false,
  hash: estimateName,
  textTokens: rememberedTextTokens,
  conversationTokens: (messages) => conversationTokens(messages, rememberedTextTokens),
};

/**
 * Loads a model's tokenizer from a folder, or from the Hub at a revision (`hf:OWNER/NAME@REVISION`), where it is fetched
 * once. Throws UserError when it cannot be had, is no tokenizer, or has no chat template.
 */
export async function loadTokenizer(source: string, options: TokenizerPlaces): Promise<Tokenizer> {
  const files = await readTokenizerFiles(source, options);
  try {
    return buildTokenizer(source, files);
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError(
      `Tokenizer ${source}: tokenizer.json or tokenizer_config.json is not one (${errorMessage(cause)}). Name a model whose tokenizer the Hub's "tokenizers" library reads.`,
      { cause },
    );
  }
}

function buildTokenizer(source: string, files: TokenizerFiles): Tokenizer {
  const config: Record<string, unknown> = JSON.parse(files.config);
  const tokenizer = new HubTokenizer(JSON.parse(files.tokenizer), config);
  const template = new Template(files.template ?? templateIn(config, source));
  const count = pieceCounter(
    files.tokenizer,
    (text) => tokenizer.encode(text, { add_special_tokens: false }).ids.length,
  );
  return {
    name: tokenizerName(source),
    exact: true,
    hash: createHash("sha256").update(JSON.stringify(files)).digest("hex"),
    textTokens: count,
    conversationTokens: (messages) =>
      count(
        template.render({
          messages: messages.map(({ role, content }) => ({ role, content })),
          add_generation_prompt: false,
          bos_token: tokenText(config.bos_token),
          eos_token: tokenText(config.eos_token),
        }),
      ),
  };
}

/** A model has one template, or several by name. */
function templateIn({ chat_template: template }: Record<string, unknown>, source: string): string {
  if (typeof template === "string") return template;
  if (Array.isArray(template)) {
    const named = template.find((each) => each?.name === "default") ?? template[0];
    if (typeof named?.template === "string") return named.template;
  }
  throw new UserError(
    `Tokenizer ${source}: it has no chat template, without which the tokens of a conversation are not known. Name the instruction-tuned model.`,
  );
}

/** A special token is written as its text, or as an object around it. */
function tokenText(token: unknown): string {
  if (typeof token === "string") return token;
  const content = typeof token === "object" && token !== null && "content" in token ? token.content : "";
  return typeof content === "string" ? content : "";
}
