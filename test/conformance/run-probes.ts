// Runs the probes in a process of its own, as whatever user started it. Prints one JSON line per probe.
// usage: node run-probes.ts SANDBOX BWRAP FOLDER
import { errorMessage } from "../../pipeline/errors.ts";
import { sandboxCalled } from "./sandbox-called.ts";
import { probesOf } from "./sandbox-probes.ts";

const [name = "", bwrapPath = "", dir = ""] = process.argv.slice(2);
await using sandbox = sandboxCalled(name, bwrapPath);
for (const { name, run } of probesOf(sandbox)) {
  const failure = await run({ sandbox, dir }).then(
    () => null,
    (error: unknown) => errorMessage(error),
  );
  console.log(JSON.stringify({ name, failure }));
}
