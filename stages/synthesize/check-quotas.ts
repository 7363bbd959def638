import { UserError } from "../../pipeline/errors.ts";
import { colorKey } from "../../pipeline/instruction/facets.ts";
import type { Quotas } from "../../pipeline/instruction/quota-keeper.ts";
import type { ApplicationType, Taxonomy } from "../../pipeline/instruction/taxonomy.ts";

/** Throws UserError when the quotas leave no room for so many instructions, with the arithmetic. */
export function checkQuotas(options: {
  count: number;
  quotas: Quotas;
  applicationTypes: readonly ApplicationType[];
  colorPairs: Taxonomy["colorPairs"];
}): void {
  const { count, quotas, applicationTypes, colorPairs } = options;
  const kinds = [
    { key: "applicationType", name: "application types", values: applicationTypes.map(({ name }) => name) },
    {
      key: "backgroundColor",
      name: "background colors",
      values: colorPairs.map(({ background }) => colorKey(background)),
    },
    {
      key: "componentColor",
      name: "component colors",
      values: colorPairs.map(({ component }) => colorKey(component)),
    },
  ] as const;
  for (const { key, name, values } of kinds) {
    const limit = quotas[key];
    const distinct = new Set(values).size;
    if (limit !== undefined && limit * distinct < count)
      throw new UserError(
        `synthesize.quotas.${key}: ${limit} of each of ${distinct} ${name} makes ${limit * distinct} instructions, and ${count} are asked for. ` +
          `Set it to ${Math.ceil(count / distinct)} or more, or ask for fewer.`,
      );
  }
}
