import { isDeepStrictEqual } from "node:util";
import { type TrajectoryTree, treeOf } from "../../kill-nine/tree-of.ts";
import type { Evidence } from "./evidence.ts";

/**
 * Disturbed or not, the same answers make the same trajectories; only how often a step was begun may differ. `essence`:
 * what of a tree must be the same (default: all).
 */
export async function differingTrees(
  { reader, calm, journals }: Pick<Evidence, "reader" | "calm" | "journals">,
  essence: (tree: TrajectoryTree) => unknown = (tree) => tree,
): Promise<string[]> {
  const problems: string[] = [];
  for (const id of journals.keys()) {
    const [tree, calmTree] = [await treeOf(reader, id), await treeOf(calm, id)];
    const isSame = isDeepStrictEqual(
      essence({ ...tree, retries: [] }),
      essence({ ...calmTree, retries: [] }),
    );
    if (!isSame) problems.push(`${id} differs from its undisturbed twin`);
  }
  return problems;
}
