import type { Candidate } from "../../pipeline/contracts/generated/candidate.ts";
import type { Instruction } from "../../pipeline/contracts/generated/instruction.ts";
import { writeFileAtomic } from "../../pipeline/run/atomic-file.ts";
import { readRecords, toJsonLines } from "../../pipeline/run/json-lines.ts";
import { readInstructions } from "../../pipeline/run/read-instructions.ts";

/** Where a run keeps its instructions, and every candidate with what became of it. */
export interface InstructionFiles {
  instructions: string;
  candidates: string;
}

/**
 * Adds to both files. A candidate considered before is replaced by its new outcome; candidates are written first, so
 * that no instruction is ever without its candidate.
 */
export async function appendToInstructionFiles(
  files: InstructionFiles,
  added: { instructions: readonly Instruction[]; candidates: readonly Candidate[] },
): Promise<void> {
  if (added.candidates.length > 0) {
    const byId = new Map<string, Candidate>();
    for await (const candidate of readRecords(files.candidates, "candidate"))
      byId.set(candidate.id, candidate);
    for (const candidate of added.candidates) byId.set(candidate.id, candidate);
    await writeFileAtomic(files.candidates, toJsonLines(byId.values()));
  }
  if (added.instructions.length > 0) {
    const existing = await readInstructions(files);
    await writeFileAtomic(files.instructions, toJsonLines([...existing, ...added.instructions]));
  }
}

/** Writes the run's instructions anew: the same ones, completed. */
export async function replaceInstructions(
  files: InstructionFiles,
  instructions: readonly Instruction[],
): Promise<void> {
  await writeFileAtomic(files.instructions, toJsonLines(instructions));
}
