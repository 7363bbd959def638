import { PageHeading } from "../../kit/page-heading.tsx";
import type { RouteQuery } from "../../route/route.ts";

export function ComparePage(_: { query: RouteQuery }) {
  return <PageHeading title="Compare" />;
}
