import type { Candidate } from "../../pipeline/contracts/generated/candidate.ts";
import type { Instruction } from "../../pipeline/contracts/generated/instruction.ts";
import { UserError } from "../../pipeline/errors.ts";
import type { HubAccess } from "../../pipeline/hub/hub-access.ts";
import type { ContaminationFinding } from "../../pipeline/instruction/contamination-index.ts";
import type { Decontamination } from "../../pipeline/instruction/decontamination.ts";
import { facetsOf } from "../../pipeline/instruction/facets.ts";
import type { FamilyReader } from "../../pipeline/instruction/feature-families.ts";
import type { Quotas } from "../../pipeline/instruction/quota-keeper.ts";
import { collectRows, type ImportedRow } from "./collect-rows.ts";
import type { FieldMapping } from "./field-mapping.ts";
import { importRefusal, skippedCandidate } from "./import-problem.ts";
import { InstructionDoor } from "./instruction-door.ts";
import { openInstructionSource } from "./instruction-source.ts";

export interface ImportOptions {
  /** A JSON-lines or Parquet file, or hf:OWNER/NAME[@REVISION][:FILE]. */
  source: string;
  hub: HubAccess;
  /** Instructions the run holds already. */
  existing: readonly Instruction[];
  /** Where the fields are taken from (default: from the columns of their names). */
  mapping?: FieldMapping;
  /** Refuse the whole import when any record cannot be used (default: import the others and report it). */
  strict?: boolean;
  /** Import texts of other languages than English too (default: false). */
  anyLanguage?: boolean;
  /** Test instructions; records too close to one are dropped, with the evidence (default: none). */
  decontamination?: Decontamination;
  /** Cut mentions of logging in and registering; each cut is told in the candidate (default: false). */
  cutAccountMentions?: boolean;
  /** Drop records that say the same as an earlier one or as an instruction of the run (default: false). */
  refuseDuplicates?: boolean;
  /** Most instructions of one kind, those of the run counted (default: no limit). */
  quotas?: Quotas;
  /** Tells the feature families of a text, for the quotas. */
  familiesOf?: FamilyReader;
}

export interface ImportResult {
  /** The source with its revision settled. */
  from: string;
  /** New instructions, in the order of the file. */
  instructions: Instruction[];
  /** One for each new instruction, and one for each record that was skipped or dropped. */
  candidates: Candidate[];
  /** Records whose instruction the run held already, word for word. */
  alreadyThere: number;
  /** What a person should know: fields that were not kept. */
  notes: string[];
}

/**
 * Reads instructions. A record that cannot be used is reported as a dropped candidate. Throws UserError when the source
 * cannot be read, holds none that can be used, or, with `strict`, when any cannot; the message lists the first ten.
 */
export async function importInstructions(options: ImportOptions): Promise<ImportResult> {
  const source = await openInstructionSource(options.source, options.hub);
  const { existing, mapping = new Map(), anyLanguage = false, cutAccountMentions = false } = options;
  const { rows, problems, alreadyThere, unknownFields } = await collectRows(source, {
    existing,
    mapping,
    anyLanguage,
    cutAccountMentions,
  });
  if (problems.length > 0 && options.strict === true)
    throw importRefusal(source, problems, "Correct them, or import the others without --strict.");
  if (rows.length === 0 && alreadyThere === 0) {
    if (problems.length > 0)
      throw importRefusal(source, problems, "Correct them, or name the fields with --map.");
    throw new UserError(`${source.name} holds no instruction. Give a file with one JSON object per line.`);
  }
  const candidates = await judgeRows(rows, options);
  const kept = new Set(candidates.flatMap(({ id, outcome }) => (outcome === "kept" ? [id] : [])));
  return {
    from: source.name,
    instructions: rows.flatMap(({ instruction }) => (kept.has(instruction.id) ? [instruction] : [])),
    candidates: [...candidates, ...problems.map((problem) => skippedCandidate(problem, source.name))],
    alreadyThere,
    notes: Array.from(
      unknownFields,
      ([field, count]) => `field ${JSON.stringify(field)} of ${count} ${source.unit}s is not kept`,
    ),
  };
}

async function judgeRows(rows: readonly ImportedRow[], options: ImportOptions): Promise<Candidate[]> {
  const { existing, familiesOf = () => [], decontamination, quotas = {} } = options;
  const door = new InstructionDoor({ quotas, refuseDuplicates: options.refuseDuplicates === true });
  for (const one of existing) door.enter({ ...one, facets: facetsOf(one, familiesOf) });
  const contamination = await decontamination?.find(rows.map(({ instruction }) => instruction.instruction));
  return rows.map((row, at) => judgeRow(row, { door, familiesOf, contamination: contamination?.[at] ?? [] }));
}

function judgeRow(
  { instruction: one, cut }: ImportedRow,
  judging: { door: InstructionDoor; familiesOf: FamilyReader; contamination: ContaminationFinding[] },
): Candidate {
  const { id, instruction, application_type, source } = one;
  const facets = facetsOf(one, judging.familiesOf);
  const admission = judging.door.ask({ id, instruction, facets }, judging.contamination);
  const cuts = cut?.changes.map(
    ({ before, after }) => `cut ${JSON.stringify(before)} to ${JSON.stringify(after)}`,
  );
  const left = cut?.left.map((sentence) => `left ${JSON.stringify(sentence)}`);
  const evidence = {
    ...admission.evidence,
    ...(cut !== null && cut.changes.length > 0 && { accountCuts: cut.changes }),
    ...(cut !== null && cut.left.length > 0 && { accountsLeft: cut.left }),
  };
  return {
    ...{ id, instruction, application_type, source },
    ...admission,
    detail: admission.detail ?? ([...(cuts ?? []), ...(left ?? [])].join("; ") || null),
    ...(Object.keys(evidence).length > 0 && { evidence }),
  };
}
