import { readTestSet } from "../../stages/synthesize/read-test-set.ts";
import type { Settings } from "../config/settings.ts";
import { Decontamination } from "../instruction/decontamination.ts";
import type { EmbeddingPort } from "../model/model-port.ts";
import type { CommandContext } from "./command-context.ts";
import { openHub } from "./open-hub.ts";

/**
 * Reads the test sets that instructions are held against; null when there is none. The step by meaning is part of it
 * where the configuration names an embedding model.
 */
export async function openDecontamination(
  sources: readonly string[],
  {
    settings,
    context,
    embeddings,
  }: { settings: Settings; context: CommandContext; embeddings: EmbeddingPort | null },
): Promise<Decontamination | null> {
  if (sources.length === 0) return null;
  const hub = openHub(context);
  const testSets = await Promise.all(sources.map((source) => readTestSet(source, hub)));
  return new Decontamination(testSets.flat(), {
    thresholds: settings.synthesize.thresholds,
    minCosine: settings.synthesize.thresholds.cosine,
    plainWords: settings.compat.plainWordOverlap,
    ...(embeddings !== null && settings.models.embedding !== null && { embeddings }),
  });
}
