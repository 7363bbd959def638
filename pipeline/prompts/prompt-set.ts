import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { UserError } from "../errors.ts";
import { sha256Hex } from "../run/digest.ts";
import { optionalVariables, type PromptId, type PromptValues, promptVariables } from "./prompt-variables.ts";

const builtInSets = join(import.meta.dirname, "..", "..", "data", "prompts");
/** `{{name}}`, or after a backslash these characters themselves. */
const placeholder = /(\\?)(\{\{\s*([\w.-]+)\s*\}\})/g;
/** Files that may stand in a set beside its prompts. */
const otherFiles = /^(?:\..*|README(?:\.md)?|LICENSE.*|NOTICE.*)$/i;

/** A checked set of prompt templates. */
export interface PromptSet {
  name: string;
  /** SHA-256 over the ids and hashes of all templates. */
  hash: string;
  /** SHA-256 of each template. */
  hashes: Record<PromptId, string>;
  render<Id extends PromptId>(id: Id, values: PromptValues<Id>): string;
}

/**
 * Loads a prompt set: a name under data/prompts, or a path to a folder. Templates the folder lacks come from the
 * default set. Throws UserError on a folder that holds no prompt, a file that is none of ours, is empty or is no text, and
 * on a variable that is unknown, or not used though it must be. docs/prompts.md is the page for its user.
 */
export async function loadPromptSet(nameOrPath: string): Promise<PromptSet> {
  const defaults = await readTemplates(join(builtInSets, "default"));
  const folder = /[\\/]/.test(nameOrPath) ? nameOrPath : join(builtInSets, nameOrPath);
  const own = nameOrPath === "default" ? defaults : await readTemplates(folder);
  const templates = new Map([...defaults, ...own]);
  return buildPromptSet(basename(nameOrPath), templates);
}

/** Builds a set from templates by id. Every prompt must be there. */
export function buildPromptSet(name: string, templates: ReadonlyMap<string, string>): PromptSet {
  const ids = Object.keys(promptVariables) as PromptId[];
  for (const id of ids) checkTemplate(name, id, templates.get(id));
  const templateOf = (id: PromptId): string => templates.get(id) ?? "";
  const hashes = Object.fromEntries(ids.map((id) => [id, sha256Hex(templateOf(id))])) as Record<
    PromptId,
    string
  >;
  return {
    name,
    hashes,
    hash: sha256Hex(JSON.stringify(Object.entries(hashes).sort())),
    render: (id, values) => {
      const texts = new Map<string, string>(Object.entries(values));
      return templateOf(id).replace(placeholder, (_, backslash: string, written: string, name: string) =>
        backslash === "" ? (texts.get(name) ?? "") : written,
      );
    },
  };
}

async function readTemplates(folder: string): Promise<Map<string, string>> {
  const templates = new Map<string, string>();
  for (const file of await filesOf(folder)) {
    const id = basename(file, ".md");
    if (!file.endsWith(".md") || !Object.hasOwn(promptVariables, id)) {
      throw new UserError(
        `Prompt set ${folder}: ${file} is no prompt of this tool. Rename it to one of these, or take it out of the folder: ${knownFiles()}.`,
      );
    }
    templates.set(id, decodeText(await readFile(join(folder, file)), `Prompt set ${folder}: ${file}`));
  }
  if (templates.size === 0) {
    throw new UserError(
      `Prompt set ${folder}: the folder holds no prompt. Put at least one of these files into it, or set "prompts" to another folder: ${knownFiles()}.`,
    );
  }
  return templates;
}

async function filesOf(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const files = entries.filter((entry) => !entry.isDirectory() && !otherFiles.test(entry.name));
    return files.map(({ name }) => name).sort();
  } catch (cause) {
    throw new UserError(
      `Prompt set ${folder}: the folder cannot be read. Set "prompts" to a name under data/prompts or to a folder of templates.`,
      { cause },
    );
  }
}

function knownFiles(): string {
  return Object.keys(promptVariables)
    .map((id) => `${id}.md`)
    .join(", ");
}

/** The text without the line end that closes the file. */
function decodeText(bytes: Uint8Array, subject: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).trimEnd();
  } catch (cause) {
    throw new UserError(`${subject} is not UTF-8 text. Save it as UTF-8.`, { cause });
  }
}

function checkTemplate(set: string, id: PromptId, template: string | undefined): void {
  const subject = `Prompt set ${set}: ${id}.md`;
  if (template === undefined)
    throw new UserError(`${subject} is missing. Put it into the folder of the set.`);
  if (template.trim() === "") {
    throw new UserError(
      `${subject} is empty. Write the prompt into it, or delete the file to take the default set's.`,
    );
  }
  const allowed: readonly string[] = promptVariables[id];
  const used = new Set(
    Array.from(template.matchAll(placeholder)).flatMap(([, backslash, , name = ""]) =>
      backslash === "" ? [name] : [],
    ),
  );
  const unknown = [...used].filter((variable) => !allowed.includes(variable));
  if (unknown.length > 0) {
    throw new UserError(
      `${subject} uses {{${unknown.join("}}, {{")}}}, which is not filled in there. ` +
        `Its variables: ${allowed.length === 0 ? "none" : allowed.join(", ")}. ` +
        "Correct the name, or write \\{{...}} for the characters themselves.",
    );
  }
  const optional = optionalVariables[id] ?? [];
  const missing = allowed.filter((variable) => !used.has(variable) && !optional.includes(variable));
  if (missing.length > 0) {
    throw new UserError(
      `${subject} does not use {{${missing.join("}}, {{")}}}, which it must carry. Put it where the text belongs.`,
    );
  }
}
