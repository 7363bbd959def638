import { type ContractName, checkContract } from "../contracts/validators.ts";
import { readOrEmpty } from "./read-or-empty.ts";

/** Where a line stands in its file, so that it can be read again alone. */
export interface LinePlace {
  offset: number;
  bytes: number;
}

/**
 * Gives every line of a JSON-lines file that its schema knows to `take`, and says of the others what is wrong with them:
 * for showing what there is. A last line without its end is being written, and not there yet. A file that is not there is empty.
 */
export async function readLeniently<Name extends ContractName>(
  path: string,
  contract: Name,
  take: (record: ValueOf<Name>, place: LinePlace) => void,
): Promise<string[]> {
  const bytes = await readOrEmpty(path);
  const problems: string[] = [];
  let number = 0;
  for (let offset = 0; offset < bytes.length; ) {
    const end = bytes.indexOf(0x0a, offset);
    if (end < 0) break;
    number++;
    const line = bytes.toString("utf8", offset, end);
    const place = { offset, bytes: end - offset };
    offset = end + 1;
    if (line.trim() === "") continue;
    const parsed = parseLine(line);
    const checked = parsed.ok ? checkContract(contract, parsed.value) : parsed;
    if (checked.ok) take(checked.value, place);
    else problems.push(`line ${number}: ${checked.problems.join("; ")}`);
  }
  return problems;
}

type ValueOf<Name extends ContractName> = Extract<
  ReturnType<typeof checkContract<Name>>,
  { ok: true }
>["value"];

function parseLine(line: string): { ok: true; value: unknown } | { ok: false; problems: string[] } {
  try {
    return { ok: true, value: JSON.parse(line) };
  } catch {
    return { ok: false, problems: ["not JSON"] };
  }
}
