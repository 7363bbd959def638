import { mkdir, readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { downloadFile } from "@huggingface/hub";
import { errorMessage, hasErrorCode, UserError } from "../errors.ts";
import { clientOptions, type HubAccess } from "../hub/hub-access.ts";
import { writeFileAtomic } from "../run/atomic-file.ts";
import { pathExists } from "../run/path-exists.ts";

/** The texts of a tokenizer's files. */
export interface TokenizerFiles {
  tokenizer: string;
  config: string;
  /** chat_template.jinja, which newer models have beside the configuration */
  template: string | null;
}

export interface TokenizerPlaces {
  /** Where files from the Hub are kept. */
  cacheDir: string;
  hub: HubAccess;
}

const hubSource = /^hf:([\w.-]+\/[\w.-]+)@([\w.-]+)$/;

/** What a tokenizer is called in public: a folder of this machine by its last part alone. */
export function tokenizerName(source: string): string {
  return source.startsWith("hf:") ? source : basename(resolve(source));
}

/**
 * Reads a tokenizer from a folder, or from the Hub at a revision, where it is fetched once. Throws UserError when it
 * cannot be had.
 */
export async function readTokenizerFiles(source: string, options: TokenizerPlaces): Promise<TokenizerFiles> {
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
  { cacheDir, hub }: TokenizerPlaces,
): Promise<TokenizerFiles> {
  const dir = join(cacheDir, "tokenizers", `${repository.replace("/", "--")}@${revision}`);
  if (!(await pathExists(join(dir, completeMark)))) {
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
