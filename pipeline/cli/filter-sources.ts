import { resolve } from "node:path";
import { importInstructions } from "../../stages/synthesize/import-instructions.ts";
import type { Settings } from "../config/settings.ts";
import { UserError } from "../errors.ts";
import type { HubAccess } from "../hub/hub-access.ts";
import type { TestInstruction } from "../instruction/contamination-index.ts";
import { estimate, loadTokenizer, type Tokenizer } from "../measure/tokenizer.ts";
import { tokenizerName } from "../measure/tokenizer-files.ts";
import { type NamedTokenizer, namedTokenizer } from "../recipe/named-tokenizer.ts";
import type { Recipe, RuleName, RuleSettings } from "../recipe/recipe.ts";
import type { CommandContext } from "./command-context.ts";

/** What a recipe's rules need beside the run. */
export interface FilterSources {
  tokenizer: Tokenizer;
  tests?: TestInstruction[];
}

/**
 * Loads the tokenizer and the test instructions that a recipe names. A tokenizer that cannot be had is replaced by the
 * estimate, which then says so in its name; throws UserError where the recipe demands exact counts.
 */
export async function openFilterSources(
  recipe: Recipe,
  settings: Settings,
  context: CommandContext,
): Promise<FilterSources> {
  const hub = hubAccess(context);
  const contamination = ruleOf(recipe, "contamination");
  const tokenizer = await openTokenizer(
    namedTokenizer(recipe),
    { cacheDir: resolve(context.cwd, settings.site.cache), hub },
    context,
  );
  if (contamination === undefined) return { tokenizer };
  const { against } = contamination;
  const { instructions } = await importInstructions({ source: against, hub, existing: [] });
  return {
    tokenizer,
    tests: instructions.map(({ id, instruction }) => ({ testSet: against, id, instruction })),
  };
}

async function openTokenizer(
  { source, exact }: NamedTokenizer,
  options: { cacheDir: string; hub: HubAccess },
  { report }: CommandContext,
): Promise<Tokenizer> {
  if (source === null) {
    if (!exact) return estimate;
    throw new UserError(
      'The recipe\'s rule "token-length" demands exact counts and names no tokenizer. Add "tokenizer": a folder, or hf:OWNER/NAME@REVISION.',
    );
  }
  try {
    return await loadTokenizer(source, options);
  } catch (error) {
    if (exact || !(error instanceof UserError)) throw error;
    report({
      kind: "notice",
      message: `${error.message} Until then tokens are estimated with ${estimate.name}.`,
    });
    return { ...estimate, name: `${estimate.name}, as ${tokenizerName(source)} could not be had` };
  }
}

function ruleOf<Name extends RuleName>(recipe: Recipe, name: Name): RuleSettings[Name] | undefined {
  return recipe.rules.find((setting): setting is RuleSettings[Name] => setting.rule === name);
}

function hubAccess({ env, signal }: CommandContext): HubAccess {
  return {
    fetch,
    signal,
    ...(env.HF_ENDPOINT && { hubUrl: env.HF_ENDPOINT }),
    ...(env.HF_TOKEN && { accessToken: env.HF_TOKEN }),
  };
}
