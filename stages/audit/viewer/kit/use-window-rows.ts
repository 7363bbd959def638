import {
  observeWindowOffset,
  observeWindowRect,
  type VirtualItem,
  Virtualizer,
  windowScroll,
} from "@tanstack/virtual-core";
import type { RefObject } from "preact";
import { useLayoutEffect, useReducer, useState } from "preact/hooks";

interface WindowRowsOptions {
  count: number;
  /** Pixels; the same for each row. */
  rowHeight: number;
  /** The element that the rows stand in. */
  list: RefObject<HTMLElement | null>;
  keyOf(index: number): string;
}

interface WindowRows {
  /** The rows to draw: those that are seen, and a few around them. */
  items: VirtualItem[];
  /** Pixels that all rows take together. */
  totalHeight: number;
  /** Pixels from the list's top to a row. */
  offsetOf(item: VirtualItem): number;
  scrollTo(index: number): void;
}

/** Draws only those of many rows that are near the visible part of the window. */
export function useWindowRows({ count, rowHeight, list, keyOf }: WindowRowsOptions): WindowRows {
  const [, redraw] = useReducer((drawn: number, _: null) => drawn + 1, 0);
  const [margin, setMargin] = useState(0);
  const options = {
    count,
    estimateSize: () => rowHeight,
    getItemKey: keyOf,
    getScrollElement: () => window,
    observeElementRect: observeWindowRect,
    observeElementOffset: observeWindowOffset,
    scrollToFn: windowScroll,
    initialOffset: () => window.scrollY,
    initialRect: { width: window.innerWidth, height: window.innerHeight },
    scrollMargin: margin,
    // below what sticks to the top
    scrollPaddingStart: 110,
    overscan: 6,
    onChange: () => redraw(null),
  };
  const [virtualizer] = useState(() => new Virtualizer<Window, Element>(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => {
    virtualizer._willUpdate();
    const top = list.current?.getBoundingClientRect().top;
    if (top !== undefined) setMargin(Math.round(top + window.scrollY));
  });
  // another height makes all measurements void
  useLayoutEffect(() => virtualizer.measure(), [rowHeight, virtualizer]);
  return {
    items: virtualizer.getVirtualItems(),
    totalHeight: virtualizer.getTotalSize(),
    offsetOf: ({ start }) => start - margin,
    scrollTo: (index) => virtualizer.scrollToIndex(index),
  };
}
