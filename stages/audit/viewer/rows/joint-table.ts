import type { TrajectoryRow } from "../../views/trajectory-row.ts";
import { compareScoreValues, scoreValue } from "./facets.ts";

export interface JointTable {
  /** Values of the screenshot score, best first, unmeasured apart. */
  screenshots: string[];
  guis: string[];
  count(screenshot: string, gui: string): number;
  /** The largest count. */
  max: number;
}

const measuredScreenshots = ["5", "4", "3", "2", "1", "0"];
const measuredGuis = ["1", "2", "3", "4", "5"];

/** How often each pair of scores stands together. Every measured score has its line, even where nothing has it. */
export function jointTable(rows: readonly TrajectoryRow[]): JointTable {
  const counts = new Map<string, number>();
  const screenshots = new Set(measuredScreenshots);
  const guis = new Set<string>();
  for (const row of rows) {
    const [screenshot, gui] = [scoreValue(row.screenshot), scoreValue(row.gui)];
    screenshots.add(screenshot);
    guis.add(gui);
    const key = `${screenshot}/${gui}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const unmeasuredGuis = [...guis].filter((value) => !measuredGuis.includes(value)).sort(compareScoreValues);
  return {
    screenshots: [...screenshots].sort(compareScoreValues),
    guis: [...measuredGuis, ...unmeasuredGuis],
    count: (screenshot, gui) => counts.get(`${screenshot}/${gui}`) ?? 0,
    max: Math.max(0, ...counts.values()),
  };
}
