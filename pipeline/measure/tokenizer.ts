import { createHash } from "node:crypto";
import { mkdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { downloadFile } from "@huggingface/hub";
import { Template } from "@huggingface/jinja";
import { Tokenizer as HubTokenizer } from "@huggingface/tokenizers";
import { errorMessage, hasErrorCode, UserError } from "../errors.ts";
import { clientOptions, type HubAccess } from "../hub/hub-access.ts";
import { writeFileAtomic } from "../run/atomic-file.ts";
import { conversationTokens, tokenizer as estimateName, textTokens } from "./token-count.ts";

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

/** Counts as o200k_base does, with the marks of ChatML around every message. */
export const estimate: Tokenizer = {
  name: estimateName,
  exact: false,
  hash: estimateName,
  textTokens,
  conversationTokens,
};

export interface LoadTokenizerOptions {
  /** Where files from the Hub are kept. */
  cacheDir: string;
  hub: HubAccess;
}

interface TokenizerFiles {
  tokenizer: string;
  config: string;
  /** chat_template.jinja, which newer models have beside the configuration */
  template: string | null;
}

const hubSource = /^hf:([\w.-]+\/[\w.-]+)@([\w.-]+)$/;

/**
 * Loads a model's tokenizer from a folder, or from the Hub at a revision (`hf:OWNER/NAME@REVISION`), where it is fetched
 * once. Throws UserError when it cannot be had, is no tokenizer, or has no chat template.
 */
export async function loadTokenizer(source: string, options: LoadTokenizerOptions): Promise<Tokenizer> {
  const files = await readFiles(source, options);
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
  const count = (text: string): number => tokenizer.encode(text, { add_special_tokens: false }).ids.length;
  return {
    name: source,
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

async function readFiles(source: string, options: LoadTokenizerOptions): Promise<TokenizerFiles> {
  const [, repository, revision] = hubSource.exec(source) ?? [];
  if (repository !== undefined && revision !== undefined)
    return await readHubFiles(source, repository, revision, options);
  if (source.startsWith("hf:"))
    throw new UserError(
      `Tokenizer ${source}: a tokenizer from the Hub is written hf:OWNER/NAME@REVISION, so that its counts stay what they are. Name a revision, best a commit.`,
    );
  return await readFolder(source, source);
}

async function readFolder(dir: string, source: string): Promise<TokenizerFiles> {
  try {
    return {
      tokenizer: await readFile(join(dir, "tokenizer.json"), "utf8"),
      config: await readFile(join(dir, "tokenizer_config.json"), "utf8"),
      template: await readOptional(join(dir, "chat_template.jinja")),
    };
  } catch (cause) {
    throw new UserError(
      `Tokenizer ${source}: ${errorMessage(cause)}. Name a folder that holds tokenizer.json and tokenizer_config.json, or hf:OWNER/NAME@REVISION.`,
      { cause },
    );
  }
}

async function readOptional(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (hasErrorCode(error, "ENOENT")) return null;
    throw error;
  }
}

/** Written last: the folder holds all that the Hub has of the tokenizer. */
const completeMark = "complete";

async function readHubFiles(
  source: string,
  repository: string,
  revision: string,
  { cacheDir, hub }: LoadTokenizerOptions,
): Promise<TokenizerFiles> {
  const dir = join(cacheDir, "tokenizers", `${repository.replace("/", "--")}@${revision}`);
  if (!(await isThere(join(dir, completeMark)))) {
    await mkdir(dir, { recursive: true });
    for (const path of ["tokenizer.json", "tokenizer_config.json", "chat_template.jinja"]) {
      const text = await download(source, { repository, revision, path }, hub);
      if (text !== null) await writeFileAtomic(join(dir, path), text);
    }
    await writeFileAtomic(join(dir, completeMark), "");
  }
  return await readFolder(dir, source);
}

async function download(
  source: string,
  { repository, revision, path }: { repository: string; revision: string; path: string },
  hub: HubAccess,
): Promise<string | null> {
  try {
    const blob = await downloadFile({
      ...clientOptions(hub),
      repo: { type: "model", name: repository },
      revision,
      path,
    });
    return blob === null ? null : await blob.text();
  } catch (cause) {
    hub.signal.throwIfAborted();
    throw new UserError(
      `Tokenizer ${source}: ${path} cannot be fetched from the Hub (${errorMessage(cause)}). Check name, revision and network, or name a folder that holds the files.`,
      { cause },
    );
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (hasErrorCode(error, "ENOENT")) return false;
    throw error;
  }
}
