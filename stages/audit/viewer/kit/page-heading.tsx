import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface PageHeadingProps {
  /** The page's `<h1>`, and its title in the browser. */
  title: string;
  /** Beside it, at the end of the line: buttons and states. */
  children?: ComponentChildren;
  /** Shown to screen readers only, where the page speaks for itself. */
  unseen?: boolean;
}

/** The heading of a page. It takes the focus when one comes to the page, so that reading begins here. */
export function PageHeading({ title, children, unseen = false }: PageHeadingProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · audit`;
  }, [title]);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <div class={unseen ? "page-heading unseen" : "page-heading"}>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </div>
  );
}
