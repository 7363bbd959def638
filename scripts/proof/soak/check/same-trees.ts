import { isDeepStrictEqual } from "node:util";
import { treeOf } from "../../kill-nine/tree-of.ts";
import type { Evidence } from "./evidence.ts";

/** Disturbed or not, the same answers make the same trajectories; only how often a step was begun may differ. */
export async function differingTrees({ reader, calm, journals }: Evidence): Promise<string[]> {
  const problems: string[] = [];
  for (const id of journals.keys()) {
    const { retries: _, ...tree } = await treeOf(reader, id);
    const { retries: __, ...calmTree } = await treeOf(calm, id);
    if (!isDeepStrictEqual(tree, calmTree)) problems.push(`${id} differs from its undisturbed twin`);
  }
  return problems;
}
