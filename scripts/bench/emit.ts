import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { describeMachine } from "./describe-machine.ts";
import { resentShare } from "./emit/resent-share.ts";
import type { WriterCost } from "./emit/write-with.ts";
import { type Finding, formatFinding, ratioFinding } from "./finding.ts";
import { median } from "./paired-timing.ts";

/**
 * `npm run bench:emit -- [--pairs N] [--rows N]`: what writing 5,000 rows (320 MB of messages) takes of processor and
 * memory, beside the same with apache-arrow through parquet-wasm, each in a process of its own and in turn; our memory at
 * ten times as many rows; and what of a changed version the Hub has to be sent again.
 */
const { values } = parseArgs({
  options: { pairs: { type: "string", default: "3" }, rows: { type: "string", default: "5000" } },
});
const rows = Number(values.rows);
const pairs = Number(values.pairs);
const largeFactor = 10;
const maxPeakBytes = 400e6;
const flatFactor = 1.2;
const maxResentShare = 0.1;
const program = fileURLToPath(new URL("./emit/write-with.ts", import.meta.url));

console.log(await describeMachine({ node: process.versions.node }));
const findings = [...(await compareWriters()), await measureResent()];
for (const finding of findings) console.log(formatFinding(finding));
if (findings.some(({ reached }) => !reached)) process.exitCode = 1;

async function compareWriters(): Promise<Finding[]> {
  const ours: WriterCost[] = [];
  const theirs: WriterCost[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const sides = [
      async () => void ours.push(await writeWith("ours", rows)),
      async () => void theirs.push(await writeWith("parquet-wasm", rows)),
    ];
    for (const side of pair % 2 === 0 ? sides : sides.reverse()) await side();
  }
  const large = await writeWith("ours", largeFactor * rows);
  const peak = median(ours.map(({ peakBytes }) => peakBytes));
  const theirPeak = median(theirs.map(({ peakBytes }) => peakBytes));
  return [
    ratioFinding(
      `processor time of ${rows} rows, checked, hashed and written, against apache-arrow through parquet-wasm (files of ${megabytes(ours[0]?.fileBytes ?? 0)} and ${megabytes(theirs[0]?.fileBytes ?? 0)})`,
      { referenceMs: theirs.map(({ cpuMs }) => cpuMs), oursMs: ours.map(({ cpuMs }) => cpuMs) },
      1,
    ),
    {
      what: "peak memory",
      measured: `${megabytes(peak)} (parquet-wasm ${megabytes(theirPeak)})`,
      demanded: `at most ${megabytes(maxPeakBytes)}`,
      reached: peak <= maxPeakBytes,
    },
    {
      what: `peak memory at ${largeFactor * rows} rows`,
      measured: `${megabytes(large.peakBytes)}, ${(large.peakBytes / peak).toFixed(2)} times as much`,
      demanded: `at most ${megabytes(maxPeakBytes)} and ${flatFactor} times`,
      reached: large.peakBytes <= Math.min(maxPeakBytes, flatFactor * peak),
    },
  ];
}

async function writeWith(writer: "ours" | "parquet-wasm", count: number): Promise<WriterCost> {
  return await inFolder(async (dir) => {
    const { stdout } = await promisify(execFile)(process.execPath, [program, writer, String(count), dir]);
    const cost: WriterCost = JSON.parse(stdout);
    return cost;
  });
}

async function measureResent(): Promise<Finding> {
  const share = await inFolder(resentShare);
  return {
    what: "of 3,000 rows one deleted, three changed, a hundred added: bytes to send again",
    measured: `${(100 * share).toFixed(1)} %`,
    demanded: `at most ${100 * maxResentShare} %`,
    reached: share <= maxResentShare,
  };
}

async function inFolder<Result>(work: (dir: string) => Promise<Result>): Promise<Result> {
  const dir = await mkdtemp(join(tmpdir(), "bench-emit-"));
  try {
    return await work(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
