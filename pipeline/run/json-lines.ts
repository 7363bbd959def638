import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { type ContractName, checkContract } from "../contracts/validators.ts";
import { hasErrorCode, UserError } from "../errors.ts";

/**
 * Records of one of our own JSON-lines files, each checked against its schema. A file that is not there is empty.
 * Throws UserError naming file, line and rule.
 */
export async function* readRecords<Name extends ContractName>(path: string, contract: Name) {
  let number = 0;
  for await (const line of linesOf(path)) {
    number++;
    if (line.trim() === "") continue;
    const checked = checkContract(contract, parseLine(line, path, number));
    if (!checked.ok)
      throw new UserError(
        `${path}, line ${number}: ${checked.problems.join("; ")}. Restore the file, or delete it to have it made again.`,
      );
    yield checked.value;
  }
}

/** Records as JSON lines, one per line. */
export function toJsonLines(records: Iterable<object>): string {
  let text = "";
  for (const record of records) text += `${JSON.stringify(record)}\n`;
  return text;
}

function parseLine(line: string, path: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new UserError(
      `${path}, line ${number}: not JSON. Restore the file, or delete it to have it made again.`,
      { cause },
    );
  }
}

/** Lines of a file; none when it is not there. */
export async function* linesOf(path: string): AsyncGenerator<string> {
  const stream = createReadStream(path, "utf8");
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }))
      yield line;
  } catch (error) {
    if (!hasErrorCode(error, "ENOENT")) throw error;
  } finally {
    stream.destroy();
  }
}
