import { join } from "node:path";
import { parseCLI, startVitest } from "vitest/node";
import { $ } from "zx";
import { findContractDrift } from "./generate-contracts.ts";
import { installRedis } from "./install-redis.ts";
import { closingLine, countTests } from "./test-counts.ts";

const projectDir = join(import.meta.dirname, "..");
const programs = join(projectDir, "node_modules", ".bin");
/** Many tests start programs of their own, which need not compile what others have. */
process.env.NODE_COMPILE_CACHE ??= join(projectDir, "node_modules", ".cache", "test");
const run = $({ cwd: projectDir, stdio: "inherit", nothrow: true });

/** What is checked before the tests run. Each says by itself what it found. */
const checks: { title: string; passes: () => Promise<boolean> }[] = [
  { title: "code style (biome check)", passes: async () => (await run`${programs}/biome check .`).ok },
  { title: "types (tsc)", passes: async () => (await run`${programs}/tsc --noEmit`).ok },
  { title: "contracts follow the schemas", passes: contractsAreCurrent },
];

async function contractsAreCurrent(): Promise<boolean> {
  const drift = await findContractDrift();
  for (const file of drift) {
    console.log(`  pipeline/contracts/generated/${file} differs from its schema: run "npm run schemas"`);
  }
  return drift.length === 0;
}

/** Runs every check and the tests that `args` choose (all without any). Returns the exit code. */
async function runTests(args: readonly string[]): Promise<number> {
  const failed: string[] = [];
  for (const { title, passes } of checks) {
    console.log(`test: ${title}`);
    if (!(await passes())) failed.push(title);
  }
  await installRedis();
  console.log("test: the test suite (vitest)");
  const { filter, options } = parseCLI(["vitest", "run", ...args]);
  const vitest = await startVitest("test", filter, { ...options, root: projectDir, watch: false });
  await vitest.close();
  for (const title of failed) console.log(`test: failed, see above: ${title}`);
  console.log(closingLine(countTests(vitest.state.getTestModules())));
  // vitest has set the exit code if anything failed that is not a test's own failure
  return Number(process.exitCode ?? 0) || (failed.length > 0 ? 1 : 0);
}

process.exitCode = await runTests(process.argv.slice(2));
