import { PageHeading } from "../../kit/page-heading.tsx";
import type { RouteQuery } from "../../route/route.ts";

export function ReviewPage({ run }: { run: string; query: RouteQuery }) {
  return <PageHeading title={`Review of ${run}`} />;
}
