import { appendFile, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { toJsonLines } from "../run/json-lines.ts";
import { RunPaths } from "../run/run-paths.ts";
import type { RunReader } from "../run/run-reader.ts";
import { measureOne } from "./measures-index.ts";
import { readSummary } from "./summaries-index.ts";
import { sealedSummary } from "./summarize-journal.ts";

/**
 * Measures a trajectory that was just sealed and sums it up, and adds that to the run's indexes, so that filter and audit
 * need not. What another command does to an index meanwhile can lose the line: then it is made where it is needed, as
 * if this had not been.
 */
export async function indexSealed(run: RunReader, id: string): Promise<void> {
  const paths = new RunPaths(run.dir);
  const { summary } = await readSummary(run, id);
  const line = summary === null ? null : sealedSummary(summary);
  if (line === null) return;
  await addLine(paths.summaries, line);
  const measures = await measureOne(run, id);
  if (measures !== null) await addLine(paths.measures, measures);
}

async function addLine(path: string, record: object): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await appendFile(path, toJsonLines([record]));
}
