// A program: node emit-elsewhere.ts RUN THREADS forwards|backwards. Filters and emits everything there is to emit of a
// run, and prints where it was, and the hash of every file of the dataset.
import { measureInThreads } from "../../pipeline/index/measure-in-threads.ts";
import { sha256Hex } from "../../pipeline/run/digest.ts";
import { openRunReader } from "../../pipeline/run/open-run-reader.ts";
import { recordedSystemPrompt } from "../../scripts/bench/recorded-run.ts";
import { emitRun } from "../../stages/emit/stage.ts";
import { filterRun } from "../../stages/filter/stage.ts";
import { buildRecipe, filesOf } from "../support/emitted-run.ts";

const [dir = "", threads = "1", order = "forwards"] = process.argv.slice(2);
const reader = await openRunReader(dir);
const run = {
  ...reader,
  trajectoryIds: async () => {
    const ids = await reader.trajectoryIds();
    return order === "backwards" ? ids.toReversed() : ids;
  },
};
const recipe = buildRecipe({
  screenshots: "path",
  traces: ["atif", "session"],
  rejected: true,
  stepGrpo: { reward: "screenshot+gui", validationShare: 0.3 },
});
const tests = [
  { testSet: "bench", id: "t", instruction: "Please implement a blog with articles and comments." },
];
const signal = new AbortController().signal;
await filterRun({ run, recipe, tests, measureAll: measureInThreads(Number(threads)), signal });
const emitted = await emitRun({ run: reader, recipe, systemPrompt: recordedSystemPrompt(), signal });
const files = [...(await filesOf(emitted.dir))].map(([path, content]) => [path, sha256Hex(content)]);
const { timeZone, locale } = Intl.DateTimeFormat().resolvedOptions();
console.log(JSON.stringify({ timeZone, locale, files: Object.fromEntries(files.sort()) }));
