import { PageHeading } from "../../kit/page-heading.tsx";
import type { RouteQuery } from "../../route/route.ts";

export function TrajectoriesPage({ run }: { run: string; query: RouteQuery }) {
  return <PageHeading title={`Trajectories of ${run}`} />;
}
