import type { Candidate } from "../../pipeline/contracts/generated/candidate.ts";
import type { Instruction } from "../../pipeline/contracts/generated/instruction.ts";
import type { PublishedInstruction } from "../../pipeline/contracts/generated/published-instruction.ts";
import { UserError } from "../../pipeline/errors.ts";
import {
  type ContaminationIndex,
  contaminationDetail,
} from "../../pipeline/instruction/contamination-index.ts";
import { type AccountCut, cutAccountMentions } from "../../pipeline/instruction/cut-account-mentions.ts";
import { sha256Hex } from "../../pipeline/run/digest.ts";
import type { HubAccess } from "./hub-file.ts";
import { openInstructionSource } from "./instruction-source.ts";
import { type PublishedRow, readPublishedRows } from "./published-rows.ts";

export interface ImportOptions {
  /** A JSON-lines file, or hf:OWNER/NAME[@REVISION][:FILE]. */
  source: string;
  hub: HubAccess;
  /** Instructions the run holds already. */
  existing: readonly Instruction[];
  /** Import the valid lines and report the others as dropped candidates (default: any bad line refuses the import). */
  skipBad?: boolean;
  /** Test instructions; lines too close to one are dropped, with the evidence (default: none). */
  contamination?: ContaminationIndex;
  /** Cut mentions of logging in and registering; each cut is told in the candidate's detail (default: false). */
  cutAccountMentions?: boolean;
}

export interface ImportResult {
  /** The source with its revision settled. */
  from: string;
  /** New instructions, in the order of the file. */
  instructions: Instruction[];
  /** One for each new instruction, and one for each line that was skipped or dropped. */
  candidates: Candidate[];
  /** Lines whose instruction the run held already, word for word. */
  alreadyThere: number;
  /** What a person should know: fields that were not kept. */
  notes: string[];
}

interface Problem {
  line: number;
  reason: string;
  problem: string;
  raw: unknown;
}

const listedProblems = 10;

/**
 * Reads instructions of the published shape. Throws UserError when the source cannot be read or holds none, and, unless
 * `skipBad`, when any line is not one, or an id stands for two texts; the message lists the first ten such lines.
 */
export async function importInstructions(options: ImportOptions): Promise<ImportResult> {
  const source = await openInstructionSource(options.source, options.hub);
  const textOf = new Map(options.existing.map(({ id, instruction }) => [id, instruction]));
  const lineOf = new Map<string, number>();
  const unknownFields = new Map<string, number>();
  const candidates: Candidate[] = [];
  const instructions: Instruction[] = [];
  const problems: Problem[] = [];
  let alreadyThere = 0;
  for await (const read of readPublishedRows(source.chunks)) {
    if (!("row" in read)) {
      problems.push(read);
      continue;
    }
    const { line, row } = read;
    const earlier = lineOf.get(row.id);
    const known = textOf.get(row.id);
    const cut = options.cutAccountMentions === true ? cutAccountMentions(row.instruction) : null;
    const text = cut?.text ?? row.instruction;
    if (earlier !== undefined) {
      problems.push(duplicateId(read, `stands on line ${earlier} already`));
    } else if (known === undefined) {
      const instruction = toInstruction({ ...row, instruction: text }, { from: source.name, line });
      const candidate = judgeInstruction(instruction, { cut, contamination: options.contamination ?? null });
      candidates.push(candidate);
      if (candidate.outcome === "kept") instructions.push(instruction);
    } else if (known === text) {
      alreadyThere++;
    } else {
      problems.push(duplicateId(read, "has another text in this run"));
    }
    lineOf.set(row.id, earlier ?? line);
    for (const field of read.unknownFields) unknownFields.set(field, (unknownFields.get(field) ?? 0) + 1);
  }
  if (problems.length > 0 && options.skipBad !== true) throw refusal(source.name, problems);
  if (lineOf.size === 0 && problems.length === 0)
    throw new UserError(`${source.name} holds no instruction. Give a file with one JSON object per line.`);
  return {
    from: source.name,
    instructions,
    candidates: [...candidates, ...problems.map((problem) => skippedCandidate(problem, source.name))],
    alreadyThere,
    notes: Array.from(
      unknownFields,
      ([field, lines]) => `field ${JSON.stringify(field)} of ${lines} lines is not kept`,
    ),
  };
}

function duplicateId({ line, row }: Extract<PublishedRow, { row: unknown }>, found: string): Problem {
  return { line, reason: "duplicate-id", problem: `id: ${JSON.stringify(row.id)} ${found}`, raw: row };
}

function refusal(name: string, problems: readonly Problem[]): UserError {
  const listed = problems
    .slice(0, listedProblems)
    .map(({ line, problem }) => `  ${name}, line ${line}: ${problem}`);
  const more = problems.length - listed.length;
  if (more > 0) listed.push(`  and ${more} more`);
  const count = problems.length === 1 ? "1 line" : `${problems.length} lines`;
  return new UserError(
    `${count} of ${name} cannot be imported, so nothing was:\n${listed.join("\n")}\nCorrect them, or import the other lines with --skip-bad.`,
  );
}

function toInstruction(row: PublishedInstruction, origin: { from: string; line: number }): Instruction {
  return {
    id: row.id,
    instruction: row.instruction,
    Category: toCategory(row.Category),
    application_type: row.application_type,
    ui_instruct: (row.ui_instruct ?? []).map(({ task, expected_result, task_category }) => ({
      task,
      expected_result,
      task_category: toCategory(task_category),
    })),
    source: { kind: "imported", ...origin, specification: null, label: null },
  };
}

function toCategory(category: PublishedInstruction["Category"]): Instruction["Category"] {
  return {
    primary_category: category?.primary_category ?? "",
    subcategories: category?.subcategories ?? [""],
  };
}

function judgeInstruction(
  { id, instruction, application_type, source }: Instruction,
  { cut, contamination }: { cut: AccountCut | null; contamination: ContaminationIndex | null },
): Candidate {
  const about = { id, instruction, application_type, source };
  const [worst] = contamination?.find(instruction) ?? [];
  if (worst !== undefined)
    return { ...about, outcome: "dropped", reason: "contaminated", detail: contaminationDetail(worst) };
  const cuts = cut?.changes.map(
    ({ before, after }) => `cut ${JSON.stringify(before)} to ${JSON.stringify(after)}`,
  );
  return { ...about, outcome: "kept", reason: null, detail: cuts?.join("; ") || null };
}

/** A skipped line is named by its place, since its id may be missing, malformed or another's. */
function skippedCandidate({ line, reason, problem, raw }: Problem, from: string): Candidate {
  const fields = typeof raw === "object" && raw !== null ? new Map(Object.entries(raw)) : new Map();
  const textOf = (field: string): string => {
    const value: unknown = fields.get(field);
    return typeof value === "string" ? value.slice(0, 20_000) : "";
  };
  return {
    id: `line-${line}-${sha256Hex(from).slice(0, 8)}`,
    instruction: textOf("instruction"),
    application_type: textOf("application_type"),
    outcome: "dropped",
    reason,
    detail: problem,
    source: { kind: "imported", from, line, specification: null, label: null },
  };
}
