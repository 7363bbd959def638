import type { NodeView } from "../../../views/trajectory-view.ts";
import type { TreeBacktrack, TreeCell, TreeLayout, TreeLink } from "../../tree/lay-out-tree.ts";

/** Pixels. The frames below are as wide as a column. */
const columnWidth = 136;
const laneHeight = 16;
const margin = 11;
/** Room below the lanes, in which ways back are drawn. */
const gutter = 12;

interface FilmstripRailProps {
  layout: TreeLayout;
  nodes: ReadonlyMap<number, NodeView>;
  selected: number;
}

/** The step tree as lines: a dot for each step above its frame, a lane for each branch, ways back dashed. */
export function FilmstripRail({ layout, nodes, selected }: FilmstripRailProps) {
  if (layout.cells.length < 2) return null;
  const width = layout.cells.length * columnWidth;
  const hasBacktracks = layout.backtracks.length > 0;
  const height = 2 * margin + (layout.lanes - 1) * laneHeight + (hasBacktracks ? gutter : 0);
  const cells = new Map(layout.cells.map((cell) => [cell.step, cell]));
  return (
    <svg class="rail" width={width} height={height} aria-hidden="true">
      {layout.links.toSorted(chosenLast).map((link) => {
        const [from, to] = [cells.get(link.from), cells.get(link.to)];
        return (
          from &&
          to && (
            <path
              key={link.to}
              class={link.onChosenPath ? "rail-line on-path" : "rail-line"}
              d={linePath(from, to)}
            />
          )
        );
      })}
      {layout.backtracks.map((backtrack) => (
        <WayBack key={backtrack.afterStep} backtrack={backtrack} cells={cells} bottom={height - 3} />
      ))}
      {layout.cells.map((cell) => (
        <Dot key={cell.step} cell={cell} node={nodes.get(cell.step)} isSelected={cell.step === selected} />
      ))}
    </svg>
  );
}

function chosenLast(a: TreeLink, b: TreeLink): number {
  return Number(a.onChosenPath) - Number(b.onChosenPath);
}

function placeOf({ column, lane }: TreeCell): { x: number; y: number } {
  return { x: (column + 0.5) * columnWidth, y: margin + lane * laneHeight };
}

/** Leaves the lane of the step it comes from at once, and goes along its own. */
function linePath(from: TreeCell, to: TreeCell): string {
  const [start, end] = [placeOf(from), placeOf(to)];
  if (start.y === end.y) return `M${start.x} ${start.y}H${end.x}`;
  const turn = columnWidth / 3;
  const middle = start.x + turn / 2;
  return `M${start.x} ${start.y}C${middle} ${start.y} ${middle} ${end.y} ${start.x + turn} ${end.y}H${end.x}`;
}

interface WayBackProps {
  backtrack: TreeBacktrack;
  cells: ReadonlyMap<number, TreeCell>;
  bottom: number;
}

/** From the step after which the agent went back to the one it went back to; to the margin for a new start. */
function WayBack({ backtrack: { afterStep, to, errorSteps }, cells, bottom }: WayBackProps) {
  const from = cells.get(afterStep);
  if (from === undefined) return null;
  const target = to === null ? undefined : cells.get(to);
  const start = placeOf(from);
  const end = target === undefined ? { x: 6, y: margin } : placeOf(target);
  const bend = 18;
  const path = `M${start.x} ${start.y + 6}Q${start.x} ${bottom} ${start.x - bend} ${bottom}H${end.x + bend}Q${end.x} ${bottom} ${end.x} ${end.y + 7}`;
  const tip = `M${end.x - 3.5} ${end.y + 11}L${end.x} ${end.y + 7}L${end.x + 3.5} ${end.y + 11}`;
  return (
    <g class="rail-back">
      <title>
        After {errorSteps} error steps back to {to === null ? "the instruction" : `step ${to}`}
      </title>
      <path d={path} />
      <path class="rail-tip" d={tip} />
    </g>
  );
}

interface DotProps {
  cell: TreeCell;
  node: NodeView | undefined;
  isSelected: boolean;
}

function Dot({ cell, node, isSelected }: DotProps) {
  const { x, y } = placeOf(cell);
  const value = node?.screenshot.value ?? null;
  const grade = value === null ? "none" : String(Math.round(value));
  return (
    <g
      class={`rail-dot grade-${grade}${node?.isError ? " is-error" : ""}${isSelected ? " is-selected" : ""}`}
    >
      {isSelected && <circle class="rail-halo" cx={x} cy={y} r={9} />}
      <circle class="rail-core" cx={x} cy={y} r={cell.isChosen ? 6.5 : 5} />
      {cell.isChosen && <circle class="rail-heart" cx={x} cy={y} r={2.2} />}
      {cell.retries.length > 0 && (
        <text class="rail-retry" x={x + 10} y={y - 3}>
          ↻{cell.retries.length}
        </text>
      )}
    </g>
  );
}
