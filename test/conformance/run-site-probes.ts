// Runs the attacks of sites in a process of its own, as whatever user started it. Prints one JSON line per probe.
// usage: node run-site-probes.ts FOLDER
import { errorMessage } from "../../pipeline/errors.ts";
import { openSiteArena } from "./site-arena.ts";
import { siteProbes } from "./site-probes.ts";

await using arena = await openSiteArena(process.argv[2] ?? "");
for (const probe of siteProbes) {
  const failure = await arena.attempt(probe).then(
    () => null,
    (error: unknown) => errorMessage(error),
  );
  console.log(JSON.stringify({ name: probe.name, failure }));
}
