import type { Instruction } from "../../pipeline/contracts/generated/instruction.ts";
import type { PublishedInstruction } from "../../pipeline/contracts/generated/published-instruction.ts";
import { type AccountCut, cutAccountMentions } from "../../pipeline/instruction/cut-account-mentions.ts";
import type { ImportProblem } from "./import-problem.ts";
import type { InstructionSource } from "./instruction-source.ts";
import { type ReadingOptions, readPublishedRow } from "./published-rows.ts";

export interface CollectOptions extends ReadingOptions {
  /** Instructions the run holds already. */
  existing: readonly Instruction[];
  cutAccountMentions: boolean;
}

/** A record that can be used, before it is known whether it is wanted. */
export interface ImportedRow {
  instruction: Instruction;
  /** What was cut of its text; null when nothing was to be cut. */
  cut: AccountCut | null;
}

export interface CollectedRows {
  rows: ImportedRow[];
  problems: ImportProblem[];
  /** Records whose instruction the run holds already, word for word. */
  alreadyThere: number;
  /** Fields that are not kept, with the number of records that have them. */
  unknownFields: Map<string, number>;
}

/** Reads all records of a source, and parts those that can be used from those that cannot. */
export async function collectRows(
  source: InstructionSource,
  options: CollectOptions,
): Promise<CollectedRows> {
  const textOf = new Map(options.existing.map(({ id, instruction }) => [id, instruction]));
  const lineOf = new Map<string, number>();
  const found: CollectedRows = { rows: [], problems: [], alreadyThere: 0, unknownFields: new Map() };
  for await (const record of source.records) {
    const read = readPublishedRow(record, options);
    if (!("row" in read)) {
      found.problems.push(read);
      continue;
    }
    const { line, row } = read;
    const earlier = lineOf.get(row.id);
    const known = textOf.get(row.id);
    const cut = options.cutAccountMentions ? cutAccountMentions(row.instruction) : null;
    const text = cut?.text ?? row.instruction;
    const refuse = (reason: string, problem: string): void => {
      found.problems.push({ line, reason, problem, raw: row });
    };
    if (earlier !== undefined)
      refuse("duplicate-id", `id: ${JSON.stringify(row.id)} stands on ${source.unit} ${earlier} already`);
    else if (text.trim() === "")
      refuse("nothing-left", "instruction: nothing is left once the mentions of accounts are cut");
    else if (known === undefined) {
      const instruction = toInstruction({ ...row, instruction: text }, { from: source.name, line });
      found.rows.push({ instruction, cut });
    } else if (known === text) found.alreadyThere++;
    else refuse("duplicate-id", `id: ${JSON.stringify(row.id)} has another text in this run`);
    lineOf.set(row.id, earlier ?? line);
    for (const field of read.unknownFields)
      found.unknownFields.set(field, (found.unknownFields.get(field) ?? 0) + 1);
  }
  return found;
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
