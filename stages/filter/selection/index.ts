import type { SelectionName } from "../../../pipeline/recipe/recipe.ts";
import type { Selection } from "../selection.ts";
import { distinctSites } from "./distinct-sites.ts";
import { perApplicationType } from "./per-application-type.ts";
import { perInstruction } from "./per-instruction.ts";

/** Every selection a recipe can name. A new one is a file, a line here and a variant in schemas/recipe.v1.schema.json. */
export const selections: { [Name in SelectionName]: Selection<Name> } = {
  "distinct-sites": distinctSites,
  "per-instruction": perInstruction,
  "per-application-type": perApplicationType,
};
