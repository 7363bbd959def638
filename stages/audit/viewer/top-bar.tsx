import { addresses } from "../views/addresses.ts";
import type { RunCard, RunView } from "../views/run-view.ts";
import { connection } from "./data/live-events.ts";
import { readyValue } from "./data/loaded.ts";
import { isLive } from "./data/page-meta.ts";
import { useData } from "./data/use-data.ts";
import { openKeyboardHelp } from "./kit/keys.tsx";
import { ThemeSwitch } from "./kit/theme-switch.tsx";
import { Link } from "./route/link.tsx";
import { go, route } from "./route/navigation.ts";
import { type Route, runOf } from "./route/route.ts";

/** The frame's head: which run, which page, whether it is live, and how it looks. */
export function TopBar() {
  const here = route.value;
  const runs = readyValue(useData<RunCard[]>(addresses.runs)) ?? [];
  const run = runOf(here) ?? here.query.run ?? here.query.a?.split("/")[0] ?? onlyRun(runs);
  return (
    <header class="bar">
      <Link class="bar-brand" to={{ page: "runs", query: {} }}>
        <span class="bar-mark" aria-hidden="true" />
        Audit
      </Link>
      {run !== null && <RunChoice runs={runs} run={run} />}
      {run !== null && (
        <nav class="bar-nav" aria-label="Pages">
          <ul>
            {pagesOf(run).map(({ label, to, names }) => (
              <li key={label}>
                <Link class="bar-link" to={to} aria-current={names.includes(here.page) ? "page" : undefined}>
                  {label}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      )}
      <div class="bar-end">
        {run !== null && <LiveState run={run} />}
        <ThemeSwitch />
        <button type="button" class="button quiet" aria-label="Keyboard help" onClick={openKeyboardHelp}>
          <kbd>?</kbd>
        </button>
      </div>
    </header>
  );
}

function pagesOf(run: string): { label: string; to: Route; names: Route["page"][] }[] {
  return [
    { label: "Overview", to: { page: "overview", run, query: {} }, names: ["overview"] },
    {
      label: "Trajectories",
      to: { page: "trajectories", run, query: {} },
      names: ["trajectories", "trajectory"],
    },
    { label: "Review", to: { page: "review", run, query: {} }, names: ["review"] },
    { label: "Compare", to: { page: "compare", query: { run } }, names: ["compare"] },
  ];
}

function RunChoice({ runs, run }: { runs: readonly RunCard[]; run: string }) {
  if (runs.length < 2) return <strong>{run}</strong>;
  return (
    <select
      class="field bar-run"
      aria-label="Run"
      value={run}
      onChange={({ currentTarget }) => go({ page: "overview", run: currentTarget.value, query: {} })}
    >
      {runs.map(({ key }) => (
        <option key={key} value={key}>
          {key}
        </option>
      ))}
    </select>
  );
}

function LiveState({ run }: { run: string }) {
  const view = readyValue(useData<RunView>(addresses.run(run)));
  if (!isLive) return <span class="live">exported</span>;
  if (connection.value === "lost") {
    return (
      <span class="live live-lost" role="status">
        server gone
      </span>
    );
  }
  if (view === null) return null;
  return (
    <span class={`live live-${view.state}`}>
      {view.state === "recording" ? "recording" : "not recording"}
    </span>
  );
}

function onlyRun(runs: readonly RunCard[]): string | null {
  return runs.length === 1 ? (runs[0]?.key ?? null) : null;
}
