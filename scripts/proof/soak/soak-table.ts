import { formatTable } from "../../../pipeline/cli/table.ts";
import type { SeedFindings } from "./soak-seed.ts";

/** What many seeds came to, for a person. */
export function soakTable(findings: readonly SeedFindings[], minutes: number): string {
  const sum = (of: (finding: SeedFindings) => number): number =>
    findings.reduce((total, finding) => total + of(finding), 0);
  const faults = new Map<string, { times: number; seeds: number }>();
  for (const finding of findings)
    for (const [kind, times] of finding.faults) {
      const known = faults.get(kind) ?? { times: 0, seeds: 0 };
      faults.set(kind, { times: known.times + times, seeds: known.seeds + 1 });
    }
  const broken = findings.filter(({ violations }) => violations.length > 0);
  return [
    formatTable(
      ["fault", "times", "seeds"],
      [...faults]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([kind, { times, seeds }]) => [kind, times, seeds]),
    ),
    "",
    `${findings.length} seeds in ${minutes.toFixed(1)} minutes, ${sum(({ lives }) => lives)} processes`,
    `  kills                ${sum(({ kills }) => kills)}`,
    `  requests             ${sum(({ requests }) => requests)}`,
    `  acknowledged         ${sum(({ acknowledged }) => acknowledged)}`,
    `  lost                 ${sum(({ lost }) => lost)}`,
    `  seeds with a violation  ${broken.length}`,
    ...broken.flatMap(({ seed, violations, kept }) => [
      `seed ${seed}, kept in ${kept}:`,
      ...violations.map((violation) => `  ${violation}`),
    ]),
  ].join("\n");
}
