import { type Duplicate, NearDuplicateIndex } from "../near-duplicate-index.ts";

/** Instructions that say the same: the first of them, which is the one to keep, and those that repeat it. */
export interface DuplicateCluster {
  kept: string;
  repeats: (Pick<Duplicate, "kind" | "distance" | "jaccard"> & { id: string })[];
}

/**
 * Groups texts that say the same, the largest group first. An instruction is kept unless it repeats one that is kept, so
 * that nothing goes for being like something that goes itself; of those that say the same the first is kept.
 */
export function clusterDuplicates(texts: Iterable<{ id: string; instruction: string }>): DuplicateCluster[] {
  const index = new NearDuplicateIndex();
  const clusters = new Map<string, DuplicateCluster>();
  for (const { id, instruction } of texts) {
    const found = index.find(instruction);
    if (found === null) {
      index.add(id, instruction);
      continue;
    }
    const { id: kept, ...how } = found;
    const cluster = clusters.get(kept) ?? { kept, repeats: [] };
    cluster.repeats.push({ id, ...how });
    clusters.set(kept, cluster);
  }
  return [...clusters.values()].sort((a, b) => b.repeats.length - a.repeats.length);
}
