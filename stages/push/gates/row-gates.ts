import type { Row } from "../../../pipeline/dataset/row.ts";
import { rowText } from "../../../pipeline/dataset/row-text.ts";
import type { DatasetView } from "../../../pipeline/dataset-diff/dataset-view.ts";
import { rowIdentity } from "../../../pipeline/dataset-diff/row-identity.ts";
import type { GateFinding } from "./gate.ts";
import { findSecret } from "./secret-patterns.ts";

export interface RowGateOptions {
  /** Credentials of this machine, by the name of their variable. */
  secrets: readonly { name: string; value: string }[];
  signal: AbortSignal;
}

/** The Hub's viewer shows no larger row, and no page of larger row groups. */
const viewerRowBytes = 2_000_000;
const viewerRowGroupBytes = 100_000_000;
/** Findings told of each gate. */
export const shownFindings = 10;

/** The gates that look at every row, in one reading. */
export async function checkRows(
  { manifest, openParquet }: DatasetView,
  { secrets, signal }: RowGateOptions,
): Promise<GateFinding[]> {
  const findings: GateFinding[] = [];
  const add = (finding: GateFinding): void => {
    if (findings.filter(({ gate }) => gate === finding.gate).length < shownFindings) findings.push(finding);
  };
  for (const { path } of manifest.configs.flatMap(({ files }) => files)) {
    await using reader = await openParquet(path);
    for (const group of reader.metadata.row_groups)
      if (Number(group.total_compressed_size ?? group.total_byte_size) > viewerRowGroupBytes)
        add(viewerFinding(`${path} has a row group over ${viewerRowGroupBytes / 1e6} MB`));
    for await (const row of reader.rows()) {
      signal.throwIfAborted();
      for (const finding of rowFindings(row, path, secrets)) add(finding);
    }
  }
  return findings;
}

function rowFindings(row: Row, path: string, secrets: RowGateOptions["secrets"]): GateFinding[] {
  const findings: GateFinding[] = [];
  const columns = Object.entries(row).map(([name, value]) => ({ name, text: rowText(value) ?? "" }));
  const textBytes = columns.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  if (textBytes + pictureBytes(row) > viewerRowBytes)
    findings.push(viewerFinding(`${path}: row ${rowIdentity(row)} is over ${viewerRowBytes / 1e6} MB`));
  for (const { name, text } of columns) {
    const secret = secretFinding(text, `${path}: row ${rowIdentity(row)}, column ${name}`, secrets);
    if (secret !== null) findings.push(secret);
  }
  return findings;
}

function pictureBytes(row: Row): number {
  return Object.values(row)
    .flatMap((value) => (value !== null && typeof value === "object" ? Object.values(value) : []))
    .reduce((sum: number, member) => sum + (member instanceof Uint8Array ? member.length : 0), 0);
}

function viewerFinding(problem: string): GateFinding {
  return {
    gate: "viewer-limits",
    problem: `${problem}: the Hub's viewer will not show it`,
    remedy: "Filter such rows out by a token-length rule in the recipe",
    acceptable: true,
  };
}

/** Looks through one text. `where` names it. */
export function secretFinding(
  text: string,
  where: string,
  secrets: RowGateOptions["secrets"],
): GateFinding | null {
  const found = findSecret(text, secrets);
  if (found === null) return null;
  return {
    gate: "secrets",
    problem: `${where} holds ${found.isOwn ? found.kind : `what looks like ${found.kind}`}`,
    remedy: found.isOwn
      ? "Revoke that key, and leave the trajectory out"
      : "Leave the trajectory out, or look at it and accept it",
    acceptable: !found.isOwn,
  };
}
