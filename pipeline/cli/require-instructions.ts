import type { Instruction } from "../contracts/generated/instruction.ts";
import { UserError } from "../errors.ts";
import { readInstructions } from "../run/read-instructions.ts";
import type { RunPaths } from "../run/run-paths.ts";

/** The run's instructions. Throws UserError when there are none. */
export async function requireInstructions(paths: RunPaths): Promise<Instruction[]> {
  const instructions = await readInstructions(paths);
  if (instructions.length > 0) return instructions;
  throw new UserError(
    `${paths.instructions} holds no instructions. Run \`curate synthesize\` or \`curate import\` first.`,
  );
}
