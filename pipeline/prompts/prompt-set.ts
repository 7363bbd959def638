import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { UserError } from "../errors.ts";
import { sha256Hex } from "../run/digest.ts";
import { optionalVariables, type PromptId, type PromptValues, promptVariables } from "./prompt-variables.ts";

const builtInSets = join(import.meta.dirname, "..", "..", "data", "prompts");
const placeholder = /\{\{\s*([A-Za-z]+)\s*\}\}/g;

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
 * default set. Throws UserError on a file that is no prompt of ours and on a variable that is
 * unknown, or not used though it must be.
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
    render: (id, values) =>
      templateOf(id).replace(
        placeholder,
        (_, variable: string) => (values as Record<string, string>)[variable] ?? "",
      ),
  };
}

async function readTemplates(folder: string): Promise<Map<string, string>> {
  let files: string[];
  try {
    files = await readdir(folder);
  } catch (cause) {
    throw new UserError(
      `Prompt set ${folder}: the folder cannot be read. Set "prompts" to a name under data/prompts or to a folder of templates.`,
      { cause },
    );
  }
  const templates = new Map<string, string>();
  for (const file of files.filter((name) => name.endsWith(".md"))) {
    const id = basename(file, ".md");
    if (id === "README") continue;
    if (!(id in promptVariables)) {
      throw new UserError(
        `Prompt set ${folder}: ${file} is no prompt of this tool. Known prompts: ${Object.keys(promptVariables).join(", ")}.`,
      );
    }
    templates.set(id, (await readFile(join(folder, file), "utf8")).trimEnd());
  }
  return templates;
}

function checkTemplate(set: string, id: PromptId, template: string | undefined): void {
  if (template === undefined) throw new UserError(`Prompt set ${set}: ${id}.md is missing.`);
  const allowed: readonly string[] = promptVariables[id];
  const used = new Set(Array.from(template.matchAll(placeholder), (match) => match[1] ?? ""));
  const unknown = [...used].filter((variable) => !allowed.includes(variable));
  if (unknown.length > 0) {
    throw new UserError(
      `Prompt set ${set}: ${id}.md uses {{${unknown.join("}}, {{")}}}, which is not filled in there. ` +
        `Its variables: ${allowed.length === 0 ? "none" : allowed.join(", ")}.`,
    );
  }
  const optional = optionalVariables[id] ?? [];
  const missing = allowed.filter((variable) => !used.has(variable) && !optional.includes(variable));
  if (missing.length > 0) {
    throw new UserError(
      `Prompt set ${set}: ${id}.md does not use {{${missing.join("}}, {{")}}}, which it must carry.`,
    );
  }
}
