import { UserError } from "../../pipeline/errors.ts";
import type { HubAccess } from "../../pipeline/hub/hub-access.ts";
import type { TestInstruction } from "../../pipeline/instruction/contamination-index.ts";
import { openInstructionSource } from "./instruction-source.ts";

/**
 * The instructions of a test set: of each record the text, and its id, or its place where it has none. A record that
 * cannot be read would go unguarded, so that none is passed over. Throws UserError naming source, line and field.
 */
export async function readTestSet(source: string, hub: HubAccess): Promise<TestInstruction[]> {
  const { name, unit, records } = await openInstructionSource(source, hub);
  const tests: TestInstruction[] = [];
  for await (const record of records) {
    const refuse = (problem: string): UserError =>
      new UserError(
        `Test set ${name}, ${unit} ${record.line}: ${problem}. Correct it: a test that cannot be read cannot be kept out of the training data.`,
      );
    if (!("raw" in record)) throw refuse(record.problem);
    const fields = new Map<string, unknown>(
      typeof record.raw === "object" && record.raw !== null ? Object.entries(record.raw) : [],
    );
    const instruction = fields.get("instruction");
    if (typeof instruction !== "string" || instruction.trim() === "")
      throw refuse(`instruction: must be text, found ${JSON.stringify(instruction) ?? "nothing"}`);
    const id = fields.get("id");
    tests.push({ testSet: name, instruction, id: typeof id === "string" ? id : `${unit}-${record.line}` });
  }
  if (tests.length === 0)
    throw new UserError(`Test set ${name} holds no instruction. Give the file of another.`);
  return tests;
}
