import type { TrajectoryView } from "../../../../views/trajectory-view.ts";
import { ScrollRegion } from "../../../code/scroll-region.tsx";
import { Empty } from "../../../kit/states.tsx";

/** The rows of emitted datasets that came of the trajectory. */
export function RowsTab({ view: { datasetRows } }: { view: TrajectoryView }) {
  if (datasetRows.length === 0) return <Empty title="No emitted dataset has a row of it." />;
  return (
    <ScrollRegion label="Dataset rows">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Dataset</th>
            <th scope="col">Configuration</th>
            <th scope="col">Split</th>
            <th scope="col">Row</th>
          </tr>
        </thead>
        <tbody>
          {datasetRows.map(({ dataset, config, split, id }) => (
            <tr key={`${dataset}/${config}/${split}/${id}`}>
              <th scope="row">{dataset}</th>
              <td>{config}</td>
              <td>{split}</td>
              <td class="mono">{id}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
