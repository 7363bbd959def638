// Runs the probes in a process of its own, as whatever user started it. Prints one JSON line per probe.
// usage: node run-probes.ts BWRAP FOLDER
import { errorMessage } from "../../pipeline/errors.ts";
import { BubblewrapSandbox } from "../../pipeline/site/sandbox/bubblewrap.ts";
import { sandboxProbes } from "./sandbox-probes.ts";

const [bwrapPath = "", dir = ""] = process.argv.slice(2);
await using sandbox = new BubblewrapSandbox({ bwrapPath });
for (const { name, run } of sandboxProbes) {
  const failure = await run({ sandbox, dir }).then(
    () => null,
    (error: unknown) => errorMessage(error),
  );
  console.log(JSON.stringify({ name, failure }));
}
