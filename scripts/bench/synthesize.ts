import { clusterDuplicates } from "../../pipeline/instruction/balance/duplicate-clusters.ts";
import { Decontamination } from "../../pipeline/instruction/decontamination.ts";
import { createSpecificationSampler } from "../../pipeline/instruction/specification-sampler.ts";
import { loadTaxonomy } from "../../pipeline/instruction/taxonomy.ts";
import { writeInstruction } from "../../pipeline/model/rehearsal/synthesis/write-instruction.ts";
import { createRandom } from "../../pipeline/random/random.ts";

/** Candidates in each round, and tests they are held against. */
const rounds = [10_000, 50_000, 100_000];
const testCount = 101;
/** One candidate in so many is a copy of an earlier one, with a few words changed. */
const copiedOneIn = 50;

/** What 50,000 candidates may take. */
const limit = { candidates: 50_000, cpuSeconds: 90, memoryMB: 1000 };

const taxonomy = await loadTaxonomy();

/** Candidates as a model with few turns of phrase writes them, which is harder than what a real one sends. */
function writeCandidates(count: number, seed: number): { id: string; instruction: string }[] {
  const sampler = createSpecificationSampler({
    seed,
    applicationTypes: taxonomy.applicationTypes,
    colorPairs: taxonomy.colorPairs,
  });
  const random = createRandom(seed);
  const made: { id: string; instruction: string }[] = [];
  for (let slot = 0; slot < count; slot++) {
    const source = random.below(copiedOneIn) === 0 ? made[random.below(made.length)] : undefined;
    const instruction =
      source === undefined
        ? writeInstruction(sampler.sample({ slot, attempt: 0 }), random)
        : changeWords(source.instruction, slot);
    made.push({ id: `${source === undefined ? "new" : "copy"}-${slot}`, instruction });
  }
  return made;
}

function changeWords(text: string, seed: number): string {
  const random = createRandom(seed);
  const words = text.split(" ");
  for (let change = 0; change < 3; change++) words[random.below(words.length)] = "other";
  return words.join(" ");
}

/** Does the work and tells what it cost: processor seconds, which other work on the machine does not blur. */
async function measure(count: number): Promise<{ cpuSeconds: number; memoryMB: number }> {
  const tests = writeCandidates(testCount, 2).map((test) => ({ ...test, testSet: "bench" }));
  const candidates = writeCandidates(count, 1);
  const before = process.cpuUsage();
  const clusters = clusterDuplicates(candidates);
  const afterDuplicates = process.cpuUsage(before);
  const found = await new Decontamination(tests).find(candidates.map(({ instruction }) => instruction));
  const all = process.cpuUsage(before);
  const seconds = (usage: NodeJS.CpuUsage): number => (usage.user + usage.system) / 1e6;
  const repeats = clusters.flatMap((cluster) => cluster.repeats);
  const copies = candidates.filter(({ id }) => id.startsWith("copy")).length;
  const foundCopies = repeats.filter(({ id }) => id.startsWith("copy")).length;
  const memoryMB = process.memoryUsage().rss / 1e6;
  console.log(
    [
      String(count).padStart(7),
      `duplicates ${seconds(afterDuplicates).toFixed(1)} s`,
      `tests ${(seconds(all) - seconds(afterDuplicates)).toFixed(1)} s`,
      `${Math.round(memoryMB)} MB`,
      `${foundCopies} of ${copies} planted copies found`,
      `${found.filter((findings) => findings.length > 0).length} too close to a test`,
    ].join("  "),
  );
  return { cpuSeconds: seconds(all), memoryMB };
}

for (const count of rounds) {
  const { cpuSeconds, memoryMB } = await measure(count);
  if (count !== limit.candidates || (cpuSeconds <= limit.cpuSeconds && memoryMB <= limit.memoryMB)) continue;
  console.error(`${count} candidates may take ${limit.cpuSeconds} s and ${limit.memoryMB} MB`);
  process.exitCode = 1;
}
