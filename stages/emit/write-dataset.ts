import { join } from "node:path";
import type { BesideFile } from "../../pipeline/dataset/data-files.ts";
import { cardFile, type DatasetManifest, manifestFile } from "../../pipeline/dataset/read-manifest.ts";
import { writeFileAtomic } from "../../pipeline/run/atomic-file.ts";
import { sha256Hex } from "../../pipeline/run/digest.ts";
import { datasetCard } from "./card/card.ts";
import { cardCharts } from "./card/card-charts.ts";
import { writeGallery } from "./card/write-gallery.ts";
import { datasetManifest } from "./dataset-manifest.ts";
import type { SplitLimits } from "./parquet/write-split.ts";
import type { DatasetPlan } from "./plan-dataset.ts";
import { createdBy } from "./tool-versions.ts";
import { writeTraces } from "./traces/write-traces.ts";
import { writeConfigs } from "./write-configs.ts";

/**
 * Writes a planned dataset into an empty folder: Parquet files, traces, card with its pictures, and manifest. The same
 * plan gives the same bytes.
 */
export async function writeDataset(
  plan: DatasetPlan,
  options: { dir: string; limits: SplitLimits; signal: AbortSignal },
): Promise<DatasetManifest> {
  const { dir } = options;
  const written = await writeConfigs({ ...plan, ...options, createdBy });
  const { gallery, files } = await writeGallery(plan, options);
  const facts = { ...plan.facts, ...written, gallery };
  const card = datasetCard(facts);
  const besideFiles = [
    ...files,
    ...(await writeTraces(plan, { ...plan, ...options })),
    ...(await writeCharts(dir, cardCharts(facts))),
  ];
  const manifest = datasetManifest(facts, { card, besideFiles: besideFiles.sort(byPath) });
  await writeFileAtomic(join(dir, cardFile), card);
  await writeFileAtomic(join(dir, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

async function writeCharts(
  dir: string,
  charts: readonly { path: string; svg: string }[],
): Promise<BesideFile[]> {
  for (const { path, svg } of charts) await writeFileAtomic(join(dir, path), svg);
  return charts.map(({ path, svg }) => ({ path, bytes: Buffer.byteLength(svg), sha256: sha256Hex(svg) }));
}

function byPath(a: BesideFile, b: BesideFile): number {
  return a.path < b.path ? -1 : 1;
}
