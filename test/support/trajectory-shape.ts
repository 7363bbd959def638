import type { Trajectory } from "../../pipeline/run/trajectory.ts";

const letters = { code: "c", "gui-test": "g", finish: "f", malformed: "x" } as const;

/**
 * A trajectory in one line, a token a node: kind, screenshot score, GUI score, parent, `!` for an error step; then how
 * it ended and the chosen step. `c4/-<start g4/5<0 f-/-<1 => finished 1`
 */
export function trajectoryShape({ nodes, sealed }: Trajectory): string {
  const tokens = nodes.map(({ kind, screenshot, gui, parent, isError }) => {
    const scores = `${screenshot.value ?? "-"}/${gui.value ?? "-"}`;
    return `${letters[kind]}${scores}<${parent ?? "start"}${isError ? "!" : ""}`;
  });
  return `${tokens.join(" ")} => ${sealed?.outcome} ${sealed?.chosen}`;
}
