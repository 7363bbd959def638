import { ScrollRegion } from "../../code/scroll-region.tsx";
import { formatCount } from "../../kit/formats.ts";
import type { Minima, Yields } from "../../rows/yield.ts";

interface YieldTableProps {
  yields: Yields;
  minima: Minima;
  onMove(minima: Minima): void;
}

const screenshotMinima = [5, 4, 3, 2, 1, 0, null];
const guiMinima = [null, 1, 2, 3, 4, 5];

/** What passes at every pair of minima; a click moves to it. */
export function YieldTable({ yields, minima, onMove }: YieldTableProps) {
  const most = Math.max(1, yields.keptAt({ screenshot: null, gui: null }));
  return (
    <ScrollRegion class="table-scroll" label="Yield by minima">
      <table class="heat">
        <caption class="unseen">Trajectories that pass, by both minima</caption>
        <thead>
          <tr>
            <th scope="col" class="heat-corner">
              screenshot ≥ \ GUI ≥
            </th>
            {guiMinima.map((gui) => (
              <th key={gui} scope="col">
                {gui ?? "any"}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {screenshotMinima.map((screenshot) => (
            <tr key={screenshot}>
              <th scope="row">{screenshot ?? "any"}</th>
              {guiMinima.map((gui) => {
                const kept = yields.keptAt({ screenshot, gui });
                const here = minima.screenshot === screenshot && minima.gui === gui;
                return (
                  <td key={gui}>
                    <button
                      type="button"
                      class={here ? "heat-cell here" : "heat-cell"}
                      style={{ "--heat": kept / most }}
                      aria-pressed={here}
                      aria-label={`${kept} pass at screenshot ${screenshot ?? "any"}, GUI ${gui ?? "any"}`}
                      onClick={() => onMove({ screenshot, gui })}
                    >
                      {formatCount(kept)}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
