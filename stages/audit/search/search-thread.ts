import { parentPort } from "node:worker_threads";
import { errorMessage } from "../../../pipeline/errors.ts";
import { readJournalState } from "../../../pipeline/run/journal-state.ts";
import { RunPaths } from "../../../pipeline/run/run-paths.ts";
import { openTrajectory } from "../trajectory/open-trajectory.ts";
import { SearchDatabase, type SearchedTexts } from "./search-database.ts";
import type { IndexAnswer, IndexRequest } from "./search-index.ts";
import { searchedTexts } from "./searched-texts.ts";

/** Trajectories of one transaction. */
const batchSize = 16;

interface ReadTexts {
  id: string;
  digest: string;
  texts: SearchedTexts;
}

/** Runs in a thread of its own: brings a run's index up to date with the trajectories it is sent. */
async function answer({ dir, ids }: IndexRequest, tell: (answer: IndexAnswer) => void): Promise<void> {
  const paths = new RunPaths(dir);
  using database = SearchDatabase.openForWriting(paths.searchIndex);
  for (let from = 0; from < ids.length; from += batchSize) {
    const read: ReadTexts[] = [];
    for (const id of ids.slice(from, from + batchSize)) {
      const found = await readChanged(paths, id, database);
      if (found !== null) read.push(found);
    }
    if (read.length > 0)
      database.atOnce(() => {
        for (const { id, digest, texts } of read) database.put(id, digest, texts);
      });
    tell({ kind: "progress", indexed: database.count });
  }
  tell({ kind: "done", indexed: database.count });
}

/** null when it is indexed as it is. */
async function readChanged(paths: RunPaths, id: string, database: SearchDatabase): Promise<ReadTexts | null> {
  const dir = paths.trajectory(id);
  const known = database.digestOf(id);
  if (known !== null && readJournalState(dir)?.digest === known) return null;
  const opened = await openTrajectory(dir);
  if (opened.digest === known) return null;
  return { id, digest: opened.digest, texts: searchedTexts(opened) };
}

parentPort?.on("message", (request: IndexRequest) => {
  const tell = (told: IndexAnswer): void => parentPort?.postMessage(told);
  answer(request, tell).catch((error: unknown) => tell({ kind: "failed", message: errorMessage(error) }));
});
