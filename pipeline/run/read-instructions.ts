import type { Instruction } from "../contracts/generated/instruction.ts";
import { UserError } from "../errors.ts";
import { readRecords } from "./json-lines.ts";

/** The instructions of a run, in their order. Throws UserError on a line that is no instruction, or an id that stands twice. */
export async function readInstructions({
  instructions: path,
}: {
  instructions: string;
}): Promise<Instruction[]> {
  const instructions = await Array.fromAsync(readRecords(path, "instruction"));
  const ids = new Set<string>();
  for (const { id } of instructions) {
    if (ids.has(id))
      throw new UserError(`${path}: the id ${JSON.stringify(id)} stands twice. Remove one of the lines.`);
    ids.add(id);
  }
  return instructions;
}
