import { readFile } from "node:fs/promises";
import { type ContractName, checkContract } from "../contracts/validators.ts";
import { CurateError, errorMessage, hasErrorCode, UserError } from "../errors.ts";
import { readRecords } from "../run/json-lines.ts";
import type { RunFinding } from "./run-finding.ts";

/** What a check finds, and reading that turns whatever cannot be read into a finding. */
export class Findings {
  readonly all: RunFinding[] = [];

  add(subject: string, problems: readonly string[], repaired: string | null = null): void {
    for (const problem of problems) this.all.push({ subject, problem, repaired });
  }

  /** Null, and a finding, when it cannot be read or breaks its schema. */
  async read<Result>(subject: string, read: () => Promise<Result>): Promise<Result | null> {
    try {
      return await read();
    } catch (error) {
      if (error instanceof CurateError && error.kind !== "user") throw error;
      this.add(subject, [errorMessage(error)]);
      return null;
    }
  }

  /** The records of a file of JSON lines; none when it is not there. */
  records<Name extends ContractName>(subject: string, path: string, contract: Name) {
    return this.read(subject, () => Array.fromAsync(readRecords(path, contract)));
  }

  /** The record that a file holds; null when it is not there. */
  record<Name extends ContractName>(subject: string, path: string, contract: Name) {
    return this.read(subject, async () => {
      const text = await readOrNull(path);
      if (text === null) return null;
      const checked = checkContract(contract, parse(text));
      if (!checked.ok) throw new UserError(checked.problems.join("; "));
      return checked.value;
    });
  }
}

async function readOrNull(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (hasErrorCode(error, "ENOENT")) return null;
    throw error;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError("it is no JSON", { cause });
  }
}
