/** Prints what a proof counted, and every violation it found; sets exit code 1 when there are any. */
export function printFindings(
  headline: string,
  counts: readonly (readonly [what: string, count: string | number])[],
  violations: readonly string[],
): void {
  const rows = [...counts, ["violations", violations.length] as const];
  console.log(`\n${headline}`);
  for (const [what, count] of rows) console.log(`  ${what.padEnd(26)}  ${count}`);
  for (const violation of violations) console.log(`    ${violation}`);
  if (violations.length > 0) process.exitCode = 1;
}
