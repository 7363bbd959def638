import type { Candidate } from "../../pipeline/contracts/generated/candidate.ts";
import { UserError } from "../../pipeline/errors.ts";
import { sha256Hex } from "../../pipeline/run/digest.ts";
import type { InstructionSource } from "./instruction-source.ts";

/** Why a record cannot be imported. */
export interface ImportProblem {
  /** Line or row, from 1. */
  line: number;
  /** Stable kebab id. */
  reason: string;
  /** Field, rule and value found. */
  problem: string;
  /** The record, as far as it could be read. */
  raw: unknown;
}

const listedProblems = 10;

/** The error of an import that is refused as a whole; it lists the first ten problems. */
export function importRefusal(
  { name, unit }: Pick<InstructionSource, "name" | "unit">,
  problems: readonly ImportProblem[],
  remedy: string,
): UserError {
  const listed = problems
    .slice(0, listedProblems)
    .map(({ line, problem }) => `  ${name}, ${unit} ${line}: ${problem}`);
  const more = problems.length - listed.length;
  if (more > 0) listed.push(`  and ${more} more`);
  const count = problems.length === 1 ? `1 ${unit}` : `${problems.length} ${unit}s`;
  return new UserError(
    `${count} of ${name} cannot be imported, so nothing was:\n${listed.join("\n")}\n${remedy}`,
  );
}

/** A candidate for a record that cannot be imported. Its place names it, since its id may be missing or another's. */
export function skippedCandidate({ line, reason, problem, raw }: ImportProblem, from: string): Candidate {
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
