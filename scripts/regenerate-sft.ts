// Makes webgen-agent_train_sft anew with the models of a configuration: check the machine, see the price, confirm, run,
// verify, compare with what was there.
// npm run regenerate-sft -- -c CONFIG [--limit N] [--compare DATASET] [--yes]
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { isConfirmed, runCurate } from "./confirmed-step.ts";

const { values } = parseArgs({
  options: {
    config: { type: "string", short: "c", default: "curate.config.json" },
    limit: { type: "string" },
    compare: { type: "string" },
    yes: { type: "boolean", default: false },
  },
});
process.exitCode = await regenerate();

async function regenerate(): Promise<number> {
  const { config, limit, compare, yes } = values;
  const { run, recipe = "webgen-agent_train_sft" } = JSON.parse(await readFile(config, "utf8"));
  const dataset = join(run, "datasets", recipe);
  const work = ["-c", config, ...(limit === undefined ? [] : ["--limit", limit])];

  const ready = await runCurate("doctor");
  if (ready !== 0) return ready;

  const planned = await runCurate("plan", ...work);
  if (planned !== 0) return planned;

  if (!(await isConfirmed("Run this? Interrupt it when you like: the same command goes on.", yes))) return 3;
  const ran = await runCurate("run", ...work);
  if (ran !== 0) return ran;

  const verified = await runCurate("verify", dataset);
  if (verified !== 0) return verified;

  // that the two differ is what was wanted
  if (compare !== undefined) await runCurate("diff", compare, dataset);
  console.log(`\nTo release it: npm run push-version -- ${dataset} --repo OWNER/NAME`);
  return 0;
}
