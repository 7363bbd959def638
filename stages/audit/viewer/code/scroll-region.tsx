import type { ComponentChildren } from "preact";

interface ScrollRegionProps {
  /** What it holds, for screen readers. */
  label: string;
  class?: string;
  children: ComponentChildren;
}

/** Something wide or long that scrolls within the page; while it has the focus, the arrow keys are its own. */
export function ScrollRegion({ label, class: className = "", children }: ScrollRegionProps) {
  return (
    <div
      class={`scroll-region ${className}`}
      role="group"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      onKeyDown={(event) => {
        if (event.key.startsWith("Arrow")) event.stopPropagation();
      }}
    >
      {children}
    </div>
  );
}
