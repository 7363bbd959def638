import type { Candidate } from "../../pipeline/contracts/generated/candidate.ts";
import type { Instruction } from "../../pipeline/contracts/generated/instruction.ts";
import { readInstructions } from "../../pipeline/run/read-instructions.ts";
import { evolveInstructions } from "./evolve-instructions.ts";
import { type ImportOptions, type ImportResult, importInstructions } from "./import-instructions.ts";
import { appendToInstructionFiles, type InstructionFiles, replaceInstructions } from "./instruction-files.ts";
import {
  type SynthesisOutcome,
  type SynthesizeOptions,
  synthesizeInstructions,
} from "./synthesize-instructions.ts";
import { type MissingTestCases, writeTestCases } from "./write-test-cases.ts";

export interface SynthesizeStageOptions extends Omit<SynthesizeOptions, "existing"> {
  files: InstructionFiles;
  /** Instructions the run is to hold that were made out of others (default 0). */
  evolve?: number;
  /** Write test cases for every instruction of the run that has none (default: false). */
  testCases?: boolean;
}

export interface SynthesizeSummary {
  /** Instructions added now. */
  instructions: Instruction[];
  /** Every candidate considered now. */
  candidates: Candidate[];
  /** Synthesized and evolved instructions the run held before. */
  found: number;
  /** Instructions asked for that could not be had: every attempt was dropped, as `candidates` tells. */
  missing: number;
  /** What became of the test cases; null when none were asked for. */
  testCases: { written: number; missing: MissingTestCases[] } | null;
}

/**
 * Brings the run to `count` synthesized and `evolve` evolved instructions and writes each candidate with its outcome.
 * What was made before an error or a stop is kept; the same call later goes on from there.
 */
export async function runSynthesizeStage(options: SynthesizeStageOptions): Promise<SynthesizeSummary> {
  const { files, evolve = 0 } = options;
  const before = await readInstructions(files);
  const fresh = await keepOutcomes(files, synthesizeInstructions({ ...options, existing: before }));
  const existing = [...before, ...fresh.instructions];
  const evolved = await keepOutcomes(files, evolveInstructions({ ...options, existing, count: evolve }));
  const instructions = [...fresh.instructions, ...evolved.instructions];
  const countOf = (kind: Instruction["source"]["kind"]): number =>
    [...before, ...instructions].filter(({ source }) => source.kind === kind).length;
  return {
    instructions,
    candidates: [...fresh.candidates, ...evolved.candidates],
    found: countOf("synthesized") + countOf("evolved") - instructions.length,
    missing: Math.max(0, options.count - countOf("synthesized")) + Math.max(0, evolve - countOf("evolved")),
    testCases: options.testCases === true ? await completeTestCases(options) : null,
  };
}

/** Takes outcomes as they come, and writes them whatever ends their coming. */
async function keepOutcomes(
  files: InstructionFiles,
  outcomes: AsyncIterable<SynthesisOutcome>,
): Promise<{ instructions: Instruction[]; candidates: Candidate[] }> {
  const instructions: Instruction[] = [];
  const candidates: Candidate[] = [];
  try {
    for await (const { candidate, instruction } of outcomes) {
      candidates.push(candidate);
      if (instruction !== null) instructions.push(instruction);
    }
  } finally {
    await appendToInstructionFiles(files, { instructions, candidates });
  }
  return { instructions, candidates };
}

async function completeTestCases(
  options: SynthesizeStageOptions,
): Promise<NonNullable<SynthesizeSummary["testCases"]>> {
  const { files, taxonomy, model, prompts, label, concurrency, signal } = options;
  const { instructions, written, missing } = await writeTestCases({
    ...{ taxonomy, model, prompts, label, concurrency, signal },
    instructions: await readInstructions(files),
  });
  if (written.length > 0) await replaceInstructions(files, instructions);
  return { written: written.length, missing };
}

export interface ImportStageOptions extends Omit<ImportOptions, "existing"> {
  files: InstructionFiles;
}

/** Adds the instructions of a source to the run. Nothing is written when the import is refused. */
export async function runImportStage(options: ImportStageOptions): Promise<ImportResult> {
  const existing = await readInstructions(options.files);
  const imported = await importInstructions({ ...options, existing });
  await appendToInstructionFiles(options.files, imported);
  return imported;
}
