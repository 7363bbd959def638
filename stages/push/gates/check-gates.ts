import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { cardFile } from "../../../pipeline/dataset/read-manifest.ts";
import { openDatasetFolder } from "../../../pipeline/dataset-diff/dataset-view.ts";
import { UserError } from "../../../pipeline/errors.ts";
import type { LocalDataset } from "../local-dataset.ts";
import type { RemoteDataset } from "../repository-state.ts";
import { checkCard } from "./card-gates.ts";
import { type GateFinding, type GateName, gateNames } from "./gate.ts";
import { checkRows, type RowGateOptions, secretFinding, shownFindings } from "./row-gates.ts";

export interface CheckGatesOptions extends RowGateOptions {
  local: LocalDataset;
  /** What the release would replace; null: nothing. */
  head: RemoteDataset | null;
  /** Checks a dataset folder against its manifest; returns what is wrong. */
  verify(dir: string): Promise<string[]>;
}

/** Everything that speaks against releasing a dataset as it is. */
export async function checkGates(options: CheckGatesOptions): Promise<GateFinding[]> {
  const { local, head, secrets } = options;
  const broken = (await options.verify(local.dir)).map(verifyFinding);
  // rows that are not those of the manifest cannot be told apart
  if (broken.length > 0) return broken;
  const findings = [
    ...(await checkRows(await openDatasetFolder(local.dir), options)),
    ...[secretFinding(local.card, cardFile, secrets)].filter((finding) => finding !== null),
    ...(await checkBesideFiles(local, secrets)),
    ...checkCard(local),
    ...(head !== null && head.released === null && head.files.has(cardFile) ? [foreignFinding] : []),
  ];
  return findings.sort((a, b) => gateNames.indexOf(a.gate) - gateNames.indexOf(b.gate));
}

/** Traces hold what the rows do, and the branches that were left; the card's charts are texts, too, its photographs not. */
async function checkBesideFiles(
  { dir, manifest }: LocalDataset,
  secrets: RowGateOptions["secrets"],
): Promise<GateFinding[]> {
  const findings: GateFinding[] = [];
  for (const { path } of manifest.besideFiles ?? []) {
    if (path.endsWith(".png")) continue;
    const finding = secretFinding(await readFile(join(dir, path), "utf8"), path, secrets);
    if (finding !== null) findings.push(finding);
  }
  return findings.slice(0, shownFindings);
}

function verifyFinding(problem: string): GateFinding {
  return { gate: "verify", problem, remedy: "Emit the dataset again", acceptable: false };
}

const foreignFinding: GateFinding = {
  gate: "foreign-card",
  problem: `the repository holds a ${cardFile} that is not of this tool, and it would be replaced`,
  remedy: "Push to another repository",
  acceptable: true,
};

/** The findings that nobody accepted. */
export function openFindings(findings: readonly GateFinding[], accepted: readonly GateName[]): GateFinding[] {
  return findings.filter(({ gate, acceptable }) => !acceptable || !accepted.includes(gate));
}

/** Throws UserError naming every finding that nobody accepted, with its remedy. */
export function requirePassed(findings: readonly GateFinding[], accepted: readonly GateName[]): void {
  const open = openFindings(findings, accepted);
  if (open.length === 0) return;
  throw new UserError(["The dataset is not released:", ...open.map(formatFinding)].join("\n"));
}

export function formatFinding({ gate, problem, remedy, acceptable }: GateFinding): string {
  return `  ${gate}: ${problem}. ${remedy}${acceptable ? `; or release it as it is: --accept ${gate}` : ""}.`;
}

/** Checks names given by the user. Throws UserError. */
export function parseGates(names: readonly string[]): GateName[] {
  return names.map((name) => {
    const gate = gateNames.find((known) => known === name);
    if (gate !== undefined) return gate;
    throw new UserError(`--accept ${name}: there is no such gate. Known: ${gateNames.join(", ")}.`);
  });
}
