// Releases a dataset version: check it, see what would change, confirm, push, see what is there.
// npm run push-version -- DATASET --repo OWNER/NAME [--version X.Y.Z | --bump PART] [--accept GATE]... [--yes]
import { parseArgs } from "node:util";
import { isConfirmed, runCurate } from "./confirmed-step.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    repo: { type: "string" },
    version: { type: "string" },
    bump: { type: "string" },
    accept: { type: "string", multiple: true },
    yes: { type: "boolean", default: false },
  },
});
process.exitCode = await pushVersion();

async function pushVersion(): Promise<number> {
  const [dataset] = positionals;
  const { repo, version, bump, accept, yes } = values;
  if (dataset === undefined || repo === undefined) {
    console.error(
      "Usage: npm run push-version -- DATASET --repo OWNER/NAME [--version X.Y.Z] [--accept GATE]",
    );
    return 2;
  }
  const release = [
    ...[dataset, "--repo", repo],
    ...(version === undefined ? [] : ["--version", version]),
    ...(bump === undefined ? [] : ["--bump", bump]),
    ...(accept === undefined ? [] : ["--accept", ...accept]),
  ];

  const verified = await runCurate("verify", dataset);
  if (verified !== 0) return verified;

  const planned = await runCurate("push", ...release, "--dry-run");
  if (planned !== 0) return planned;

  if (!(await isConfirmed(`Release this to ${repo}?`, yes))) return 3;
  const pushed = await runCurate("push", ...release, "--yes");
  if (pushed !== 0) return pushed;

  await runCurate("releases", "--repo", repo);
  console.log(`\nTo take it back: npx curate rollback --repo ${repo} --to VERSION`);
  return 0;
}
