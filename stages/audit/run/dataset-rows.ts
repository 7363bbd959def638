import { join } from "node:path";
import { readManifest } from "../../../pipeline/dataset/read-manifest.ts";
import { ParquetReader } from "../../../pipeline/dataset/read-parquet.ts";
import { errorMessage, UserError } from "../../../pipeline/errors.ts";
import { namesIn } from "../../../pipeline/run/names-in.ts";
import type { RunPaths } from "../../../pipeline/run/run-paths.ts";
import type { TrajectoryView } from "../views/trajectory-view.ts";

type DatasetRow = TrajectoryView["datasetRows"][number];

/** Which rows of emitted datasets came of which trajectory. */
export interface DatasetRows {
  names: string[];
  byTrajectory: ReadonlyMap<string, DatasetRow[]>;
  problems: string[];
}

export const noDatasets: DatasetRows = { names: [], byTrajectory: new Map(), problems: [] };

/** The columns that say where a row comes from, in one configuration or another. */
const columns = ["id", "step", "trajectory_id", "source_trajectory"];

/** Reads of each dataset nothing but where its rows come from. One that cannot be read is told. */
export async function readDatasetRows(paths: RunPaths): Promise<DatasetRows> {
  const byTrajectory = new Map<string, DatasetRow[]>();
  const problems: string[] = [];
  const names = await namesIn(paths.datasets);
  const shown = names.filter((name) => /^[A-Za-z0-9][\w.-]{0,127}$/.test(name));
  for (const name of shown) {
    try {
      for await (const [trajectoryId, row] of rowsOf(name, paths.dataset(name))) {
        const rows = byTrajectory.get(trajectoryId);
        if (rows === undefined) byTrajectory.set(trajectoryId, [row]);
        else rows.push(row);
      }
    } catch (error) {
      const advice = error instanceof UserError ? "" : " Run `curate verify` on it.";
      problems.push(`datasets/${name}: ${errorMessage(error)}${advice}`);
    }
  }
  return { names: shown, byTrajectory, problems };
}

async function* rowsOf(dataset: string, dir: string): AsyncGenerator<[string, DatasetRow]> {
  for (const { config, split, files } of (await readManifest(dir)).configs) {
    for (const { path } of files) {
      await using reader = await ParquetReader.open(join(dir, path));
      let at = 0;
      for await (const row of reader.rows(columns)) {
        at++;
        const trajectoryId = row.source_trajectory ?? row.trajectory_id;
        if (typeof trajectoryId !== "string") continue;
        const id = row.id ?? (row.step === undefined ? `row ${at}` : `${trajectoryId}/${row.step}`);
        yield [trajectoryId, { dataset, config, split, id: String(id) }];
      }
    }
  }
}
