import type { ComponentChildren, HTMLAttributes } from "preact";
import { go } from "./navigation.ts";
import { formatRoute, type Route } from "./route.ts";

interface LinkProps extends Omit<HTMLAttributes<HTMLAnchorElement>, "role" | "onClick"> {
  to: Route;
  /** Leaves no entry in the history. */
  replace?: boolean;
  children: ComponentChildren;
}

/** A true link: it can be opened in another tab, copied and sent. */
export function Link({ to, replace = false, children, ...attributes }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to, { replace });
  };
  return (
    <a {...attributes} href={formatRoute(to)} onClick={follow}>
      {children}
    </a>
  );
}
