import type { ComponentChildren } from "preact";
import { Link } from "../../route/link.tsx";
import { joinValues } from "../../rows/value-list.ts";

interface ListLinkProps {
  run: string;
  /** The values that the list is narrowed down by, by facet. */
  filters: Record<string, string>;
  class?: string;
  label?: string;
  children: ComponentChildren;
}

/** Opens the list of trajectories at exactly those that a number counted. */
export function ListLink({ run, filters, class: className = "list-link", label, children }: ListLinkProps) {
  const query = Object.fromEntries(
    Object.entries(filters).map(([facet, value]) => [facet, joinValues([value])]),
  );
  return (
    <Link class={className} to={{ page: "trajectories", run, query }} aria-label={label}>
      {children}
    </Link>
  );
}
