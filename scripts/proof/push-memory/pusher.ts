import { openHub } from "../../../pipeline/cli/open-hub.ts";
import { verifyDataset } from "../../../stages/emit/verify-dataset.ts";
import { requirePassed } from "../../../stages/push/gates/check-gates.ts";
import { gateNames } from "../../../stages/push/gates/gate.ts";
import { executePush, type PushOptions, preparePush } from "../../../stages/push/stage.ts";

/** Pushes a dataset as `curate push` does, accepting what can be accepted, and tells its parent its peak memory in MB. */
const [dir = ""] = process.argv.slice(2);
const { signal } = new AbortController();
const now = () => new Date();
const access = openHub({
  env: process.env,
  signal,
  now,
  cwd: dir,
  cores: 1,
  print: console.log,
  report: () => undefined,
});
const push: PushOptions = {
  ...{
    access,
    dir,
    now,
    repo: "proof/large",
    choice: {},
    asPullRequest: false,
    loadRows: false,
    dryRun: false,
    secrets: [],
  },
  verify: async (folder) => (await verifyDataset(folder, signal)).problems,
};
const prepared = await preparePush(push);
console.log(`  planned and checked: ${peakMb()} MB`);
requirePassed(prepared.findings, gateNames);
const result = await executePush(push, prepared, gateNames, ({ event }) => {
  if (event === "committed") console.log(`  sent and committed: ${peakMb()} MB`);
});
console.log(
  `  read back: ${peakMb()} MB; ${result.problems.length === 0 ? "whole" : result.problems.join("; ")}`,
);
if (result.problems.length > 0) process.exitCode = 1;
process.send?.(peakMb());
process.disconnect?.();

function peakMb(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}
