import type { StepView } from "../../../../views/trajectory-view.ts";
import { Empty } from "../../../kit/states.tsx";

/** What the browser said about the page. */
export function PageTab({ step: { page } }: { step: StepView }) {
  if (page === null) return <Empty title="No page was opened in this step." />;
  const lists = [
    { title: "Exceptions", lines: page.exceptions },
    { title: "Console errors", lines: page.consoleErrors },
    { title: "Failed requests", lines: page.failedRequests },
    { title: "Blocked hosts", lines: page.blockedHosts },
    { title: "Dialogs", lines: page.dialogs },
  ].filter(({ lines }) => lines.length > 0);
  return (
    <div class="stack">
      <p>
        {page.settled === false && <span class="tag warn">the page never came to rest</span>}
        {page.settled === true && <span class="tag">the page came to rest</span>}{" "}
        {lists.length === 0 && "No error, no failed request, no blocked host."}
      </p>
      {lists.map(({ title, lines }) => (
        <section key={title}>
          <h3>
            {title} <span class="count">{lines.length}</span>
          </h3>
          <ul class="lines">
            {lines.map((line, order) => (
              <li key={order}>{line}</li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
