import { parentPort } from "node:worker_threads";
import { errorMessage, UserError } from "../errors.ts";
import { openRunReader } from "../run/open-run-reader.ts";
import type { MeasureAnswer, MeasureRequest } from "./measure-in-threads.ts";
import { measureOne } from "./measures-index.ts";

/** Runs in a thread of its own: measures the trajectories it is sent. */
async function answer({ dir, ids }: MeasureRequest): Promise<MeasureAnswer> {
  try {
    const run = await openRunReader(dir);
    const measures = [];
    for (const id of ids) {
      const measured = await measureOne(run, id);
      if (measured !== null) measures.push(measured);
    }
    return { ok: true, measures };
  } catch (error) {
    return { ok: false, userError: error instanceof UserError, message: errorMessage(error) };
  }
}

parentPort?.on("message", (request: MeasureRequest) => {
  void answer(request).then((result) => parentPort?.postMessage(result));
});
