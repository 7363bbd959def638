import { join } from "node:path";
import { parseArgs } from "node:util";
import { describeMachine } from "./describe-machine.ts";
import { type Finding, formatFinding } from "./finding.ts";
import { openBenchGround } from "./site/bench-ground.ts";
import type { BenchRow } from "./site/bench-row.ts";
import { codeStep } from "./site/rows/code-step.ts";
import { coldInstall } from "./site/rows/cold-install.ts";
import { editStep } from "./site/rows/edit-step.ts";
import { guiTest } from "./site/rows/gui-test.ts";
import { settledPages } from "./site/rows/settled-pages.ts";
import { throughput } from "./site/rows/throughput.ts";
import { wholeTrajectory } from "./site/rows/whole-trajectory.ts";

const rows: readonly BenchRow[] = [
  ...[codeStep, editStep, guiTest, wholeTrajectory],
  ...[settledPages, coldInstall, throughput],
];

const { values } = parseArgs({
  options: { only: { type: "string", multiple: true }, pairs: { type: "string", default: "5" } },
});
const pairs = Number(values.pairs);
const unknown = values.only?.find((name) => !rows.some((row) => row.name === name));
if (!Number.isInteger(pairs) || pairs < 1 || unknown !== undefined) {
  console.error(
    `usage: npm run bench:site -- [--only ROW]... [--pairs N]\nN: a whole number from 1; ROW: ${rows.map(({ name }) => name).join(", ")}`,
  );
  process.exit(2);
}

await using ground = await openBenchGround(process.env, join(import.meta.dirname, "../.."));
console.log(await describeMachine({ node: process.versions.node, Chromium: ground.browser.version }));
console.log(`${pairs} pairs, in turn; median of the pairs' ratios (least to most), median times.\n`);
const findings: Finding[] = [];
for (const row of rows) {
  if (values.only !== undefined && !values.only.includes(row.name)) continue;
  console.log(row.title);
  const found = await row.run(ground, { pairs, note: (line) => console.log(`    ${line}`) });
  for (const finding of found) console.log(formatFinding(finding));
  findings.push(...found);
}
const missed = findings.filter(({ reached }) => !reached).length;
console.log(
  missed === 0 ? "\nEvery goal was reached." : `\n${missed} of ${findings.length} are below the goal.`,
);
