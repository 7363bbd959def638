import type { Candidate } from "../../pipeline/contracts/generated/candidate.ts";
import type { Instruction } from "../../pipeline/contracts/generated/instruction.ts";
import { UserError } from "../../pipeline/errors.ts";
import { writeFileAtomic } from "../../pipeline/run/atomic-file.ts";
import { readRecords, toJsonLines } from "../../pipeline/run/json-lines.ts";

/** Where a run keeps its instructions, and every candidate with what became of it. */
export interface InstructionFiles {
  instructions: string;
  candidates: string;
}

/** The instructions of a run, in their order. Throws UserError on a line that is no instruction, or an id that stands twice. */
export async function readInstructions({
  instructions: path,
}: Pick<InstructionFiles, "instructions">): Promise<Instruction[]> {
  const instructions = await Array.fromAsync(readRecords(path, "instruction"));
  const ids = new Set<string>();
  for (const { id } of instructions) {
    if (ids.has(id))
      throw new UserError(`${path}: the id ${JSON.stringify(id)} stands twice. Remove one of the lines.`);
    ids.add(id);
  }
  return instructions;
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
