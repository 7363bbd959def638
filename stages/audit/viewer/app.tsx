import { useLayoutEffect } from "preact/hooks";
import { Announcements } from "./kit/announce.tsx";
import { KeyboardHelp } from "./kit/keys.tsx";
import { Empty } from "./kit/states.tsx";
import { ComparePage } from "./pages/compare/compare-page.tsx";
import { OverviewPage } from "./pages/overview/overview-page.tsx";
import { ReviewPage } from "./pages/review/review-page.tsx";
import { RunsPage } from "./pages/runs/runs-page.tsx";
import { TrajectoriesPage } from "./pages/trajectories/trajectories-page.tsx";
import { TrajectoryPage } from "./pages/trajectory/trajectory-page.tsx";
import { arrivals, route } from "./route/navigation.ts";
import type { Route } from "./route/route.ts";
import { TopBar } from "./top-bar.tsx";

export function App() {
  const { count, scrollTop } = arrivals.value;
  // once the page is drawn
  useLayoutEffect(() => window.scrollTo(0, scrollTop), [count, scrollTop]);
  return (
    <>
      <button type="button" class="skip-link" onClick={() => document.getElementById("main")?.focus()}>
        Skip to the content
      </button>
      <TopBar />
      <main class="page" id="main" tabIndex={-1}>
        <Page route={route.value} />
      </main>
      <KeyboardHelp />
      <Announcements />
    </>
  );
}

/** The pages are keyed by what they are of: another run or trajectory begins afresh, another query does not. */
function Page({ route }: { route: Route }) {
  switch (route.page) {
    case "runs":
      return <RunsPage />;
    case "overview":
      return <OverviewPage key={route.run} run={route.run} query={route.query} />;
    case "trajectories":
      return <TrajectoriesPage key={route.run} run={route.run} query={route.query} />;
    case "trajectory":
      return (
        <TrajectoryPage key={`${route.run}/${route.id}`} run={route.run} id={route.id} query={route.query} />
      );
    case "review":
      return <ReviewPage key={route.run} run={route.run} query={route.query} />;
    case "compare":
      return <ComparePage query={route.query} />;
    case "unknown":
      return <Empty title="There is no such page.">The address {route.hash} leads nowhere.</Empty>;
  }
}
