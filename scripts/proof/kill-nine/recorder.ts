import { recordOnPaper } from "../record-on-paper.ts";
import { errorLimit, instructionAt, runSeed, samples } from "./script.ts";

/** Records the scripted trajectories of so many instructions. Arguments: run folder, models' address, instructions. */
const [dir = "", baseURL = "", instructions = ""] = process.argv.slice(2);
const summary = await recordOnPaper({
  ...{ dir, baseURL, seed: runSeed, samples, errorLimit },
  instructions: Array.from({ length: Number(instructions) }, (_, index) => instructionAt(index)),
  concurrency: 2,
  maxAsks: 2,
});
if (summary.sealed !== summary.planned || summary.failed.length > 0)
  throw new Error(`Not everything was recorded: ${JSON.stringify(summary)}`);
