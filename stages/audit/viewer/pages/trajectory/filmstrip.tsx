import { useLayoutEffect, useRef } from "preact/hooks";
import { addresses } from "../../../views/addresses.ts";
import type { ShownScore } from "../../../views/trajectory-row.ts";
import type { NodeView, TrajectoryView } from "../../../views/trajectory-view.ts";
import { Picture } from "../../kit/picture.tsx";
import type { TreeCell, TreeLayout } from "../../tree/lay-out-tree.ts";
import { isWalkKey, walkTree } from "../../tree/walk-tree.ts";
import { FilmstripRail } from "./filmstrip-rail.tsx";
import { chosenWord, describeStep, errorWords, kindWords } from "./step-words.ts";
import "./filmstrip.css";

interface FilmstripProps {
  run: string;
  view: TrajectoryView;
  layout: TreeLayout;
  selected: number;
  onSelect(step: number): void;
}

/**
 * All steps in the order of recording, their tree above them. An ARIA tree that lies on its side: left and right walk
 * the path, up and down change the branch.
 */
export function Filmstrip({ run, view, layout, selected, onSelect }: FilmstripProps) {
  const strip = useRef<HTMLDivElement>(null);
  const hadFocus = useRef(false);
  const nodes = new Map(view.nodes.map((node) => [node.step, node]));
  useLayoutEffect(() => {
    const frame = strip.current?.querySelector<HTMLElement>("[aria-selected=true]");
    frame?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (hadFocus.current) frame?.focus();
    hadFocus.current = false;
  }, [selected]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isWalkKey(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    hadFocus.current = true;
    onSelect(walkTree(layout, selected, event.key));
  };
  return (
    <section class="filmstrip" aria-label="Steps">
      <div class="filmstrip-scroll">
        <FilmstripRail layout={layout} nodes={nodes} selected={selected} />
        <div
          class="filmstrip-frames"
          role="tree"
          aria-label="Steps"
          aria-orientation="horizontal"
          ref={strip}
          onKeyDown={onKeyDown}
        >
          {layout.cells.map((cell) => {
            const node = nodes.get(cell.step);
            return (
              node && (
                <Frame
                  key={cell.step}
                  cell={cell}
                  node={node}
                  place={placeOf(cell, layout)}
                  chosen={chosenWord(view, cell.step)}
                  src={pictureOf(run, view.row.id, node)}
                  isSelected={cell.step === selected}
                  onSelect={() => onSelect(cell.step)}
                />
              )
            );
          })}
        </div>
      </div>
    </section>
  );
}

function pictureOf(run: string, id: string, { screenshotImage }: NodeView): string | null {
  return screenshotImage === null ? null : addresses.picture(run, id, screenshotImage);
}

/** Its place among the steps that continue the same one. */
function placeOf(cell: TreeCell, { cells }: TreeLayout): { at: number; of: number } {
  const siblings = cells.filter(({ parent }) => parent === cell.parent);
  return { at: siblings.indexOf(cell) + 1, of: siblings.length };
}

interface FrameProps {
  cell: TreeCell;
  node: NodeView;
  place: { at: number; of: number };
  /** What it is marked as; null: nothing. */
  chosen: string | null;
  src: string | null;
  isSelected: boolean;
  onSelect(): void;
}

function Frame({ cell, node, place, chosen, src, isSelected, onSelect }: FrameProps) {
  const classes = [
    "frame",
    cell.onChosenPath ? "on-path" : "off-path",
    ...(node.isError ? ["is-error"] : []),
  ];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree answers to the keys
    <div
      role="treeitem"
      class={classes.join(" ")}
      aria-level={cell.depth + 1}
      aria-posinset={place.at}
      aria-setsize={place.of}
      aria-selected={isSelected}
      title={node.isError ? `failed: ${errorWords(node)}` : undefined}
      tabIndex={isSelected ? 0 : -1}
      onClick={onSelect}
    >
      <span class="unseen">{describeStep(node, chosen)}</span>
      <span class="frame-picture" aria-hidden="true">
        {node.kind === "finish" ? <span class="frame-finish">finish</span> : <Picture src={src} alt="" />}
        {chosen !== null && <span class="frame-chosen">{chosen}</span>}
      </span>
      <span class="frame-line" aria-hidden="true">
        <span class="frame-name">
          <b>{node.step}</b> {kindWords[node.kind]}
        </span>
        {node.kind !== "finish" && (
          <span class="frame-scores">
            <SmallScore score={node.screenshot} />
            <SmallScore score={node.gui} />
          </span>
        )}
      </span>
      {node.isError && (
        <span class="frame-error" aria-hidden="true">
          {errorWords(node)}
        </span>
      )}
    </div>
  );
}

/** The frame's description tells it in words. */
function SmallScore({ score: { value, status } }: { score: ShownScore }) {
  if (value !== null) return <span class={`score score-grade-${Math.round(value)}`}>{value}</span>;
  return <span class={`score score-${status}`}>{status === "not-run" ? "–" : "?"}</span>;
}
