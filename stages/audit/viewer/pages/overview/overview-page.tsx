import { PageHeading } from "../../kit/page-heading.tsx";
import type { RouteQuery } from "../../route/route.ts";

export function OverviewPage({ run }: { run: string; query: RouteQuery }) {
  return <PageHeading title={`Overview of ${run}`} />;
}
