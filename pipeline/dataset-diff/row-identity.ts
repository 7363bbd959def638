import type { Row } from "../dataset/row.ts";
import { sha256Hex } from "../run/digest.ts";

/**
 * What makes a row the same row in another version: its `id`; else trajectory and step; else what it asks the model,
 * since the published prompt columns hold no id.
 */
export function rowIdentity(row: Row): string {
  if (typeof row.id === "string") return row.id;
  if (typeof row.trajectory_id === "string") return `${row.trajectory_id}/${String(row.step)}`;
  return `prompt-${sha256Hex(JSON.stringify(row.prompt ?? row)).slice(0, 12)}`;
}

/** The trajectory that a row was made of; null for rows that were made of an instruction alone. */
export function trajectoryOf(row: Row): string | null {
  const source = row.source_trajectory ?? row.trajectory_id;
  return typeof source === "string" ? source : null;
}
