import type { HubAccess } from "../../pipeline/hub/hub-access.ts";
import { type BalanceReport, measureBalance } from "../../pipeline/instruction/balance/balance-report.ts";
import type { ContaminationOptions } from "../../pipeline/instruction/contamination-index.ts";
import type { FacetedInstruction } from "../../pipeline/instruction/facets.ts";
import type { Taxonomy } from "../../pipeline/instruction/taxonomy.ts";
import { readInstructions } from "../../pipeline/run/read-instructions.ts";
import type { FieldMapping } from "./field-mapping.ts";
import { importInstructions } from "./import-instructions.ts";
import { readTestSet } from "./read-test-set.ts";

export interface MeasureOptions extends ContaminationOptions {
  /** What to measure: a source as for an import; null: the run's instructions. */
  source: string | null;
  /** The run's instructions file. */
  instructions: string;
  hub: HubAccess;
  mapping?: FieldMapping;
  taxonomy: Taxonomy;
  /** Sources of test instructions. */
  testSets: readonly string[];
}

export interface MeasuredSet {
  /** The source with its revision settled, or the file of the run. */
  subject: string;
  report: BalanceReport;
  /** Records that are no instructions and were left out. */
  skipped: number;
}

/** Measures a set of instructions without taking it into a run. Throws UserError when it cannot be read. */
export async function measureSet(options: MeasureOptions): Promise<MeasuredSet> {
  const tests = (
    await Promise.all(options.testSets.map((source) => readTestSet(source, options.hub)))
  ).flat();
  const { subject, instructions, skipped } = await readSet(options);
  const { taxonomy, thresholds, plainWords } = options;
  const how = {
    ...(thresholds !== undefined && { thresholds }),
    ...(plainWords !== undefined && { plainWords }),
  };
  return { subject, skipped, report: measureBalance({ instructions, taxonomy, tests, ...how }) };
}

async function readSet({ source, hub, mapping, ...run }: MeasureOptions): Promise<{
  subject: string;
  instructions: (FacetedInstruction & { id: string })[];
  skipped: number;
}> {
  if (source === null)
    return { subject: run.instructions, instructions: await readInstructions(run), skipped: 0 };
  const { from, instructions, candidates } = await importInstructions({
    ...{ source, hub, existing: [] },
    ...(mapping !== undefined && { mapping }),
  });
  return { subject: from, instructions, skipped: candidates.length - instructions.length };
}
