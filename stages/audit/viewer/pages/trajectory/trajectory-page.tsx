import { PageHeading } from "../../kit/page-heading.tsx";
import type { RouteQuery } from "../../route/route.ts";

export function TrajectoryPage({ id }: { run: string; id: string; query: RouteQuery }) {
  return <PageHeading title={id} />;
}
