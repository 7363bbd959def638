import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { formatTable } from "../../pipeline/cli/table.ts";
import type { Config } from "../../pipeline/contracts/generated/config.ts";
import type { RehearsalRole } from "../../pipeline/model/rehearsal/server.ts";
import { startThrottledModels, type ThrottledModels } from "./throttle/throttled-models.ts";

/**
 * A provider with a rate limit, to try the pipeline against: the rehearsal models on loopback, with a 429 for what
 * exceeds N requests a second. `node scripts/proof/throttle.ts [--per-second 3] [--port 8099] [--retry-after SECONDS]`
 * It writes the configuration of a run against it, and says at the end what it answered and refused.
 */
const { values } = parseArgs({
  options: {
    "per-second": { type: "string", default: "3" },
    port: { type: "string", default: "8099" },
    "retry-after": { type: "string" },
    config: { type: "string", default: "data/runs/throttled.json" },
  },
});
const perSecond = Number(values["per-second"]);
const retryAfter = values["retry-after"];

await using models = await startThrottledModels({
  perSecond,
  port: Number(values.port),
  retryAfterSeconds: retryAfter === undefined ? null : Number(retryAfter),
  now: () => performance.now(),
});
const config = configFor(models);
await mkdir(dirname(values.config), { recursive: true });
await writeFile(values.config, `${JSON.stringify(config, null, 2)}\n`);
console.log(`The rehearsal models answer at most ${perSecond} requests a second; what is more gets a 429. In another terminal:

  npx curate run -c ${values.config}
  npx curate status --run ${config.run}

Ctrl-C ends it.`);
await once(process, "SIGINT");
console.log(`\n${countTable(models)}\n\nIn \`curate status\` the refused ones are failed calls.`);

function configFor(served: ThrottledModels): Config {
  const endpoint = (role: RehearsalRole) => ({
    baseURL: served.baseURL(role),
    model: `rehearsal-${role}`,
    sendSeed: true,
  });
  return {
    run: "data/runs/throttled",
    models: {
      teacher: { ...endpoint("teacher"), temperature: 0.5 },
      vision: endpoint("vision"),
      gui: endpoint("gui"),
      feedback: endpoint("feedback"),
      synthesis: endpoint("synthesis"),
    },
    synthesize: { count: 3 },
    record: { maxSteps: 8 },
    recipe: "lenient",
  };
}

function countTable({ counts }: ThrottledModels): string {
  return formatTable(
    ["role", "answered", "refused"],
    [...counts].sort().map(([role, { answered, refused }]) => [role, answered, refused]),
  );
}
