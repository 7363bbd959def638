import type { CommandView, StepView } from "../../../../views/trajectory-view.ts";
import { formatDuration } from "../../../kit/formats.ts";
import { Empty } from "../../../kit/states.tsx";
import { LongText } from "../long-text.tsx";
import type { ShownStep } from "../shown-step.ts";

/** How the site was installed and started, and which files were refused before. */
export function BuildTab({ shown: { node }, step }: { shown: ShownStep; step: StepView }) {
  const { install, start, refusals, cut } = step;
  const isEmpty = install === null && start === null && refusals.length === 0 && node.warnings.length === 0;
  if (isEmpty) return <Empty title="Nothing was built in this step." />;
  return (
    <div class="stack">
      {refusals.length > 0 && (
        <section>
          <h3>Refused files</h3>
          <dl class="pairs">
            {refusals.map(({ path, reason }) => (
              <div key={path}>
                <dt>
                  <code>{path}</code>
                </dt>
                <dd>{reason}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      {node.warnings.length > 0 && (
        <section>
          <h3>Mended in the reply</h3>
          <ul class="happenings">
            {node.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </section>
      )}
      {install !== null && <Command title="Installation" command={install} cut={cut.includes("install")} />}
      {start !== null && <Command title="Server" command={start} cut={cut.includes("start")} />}
    </div>
  );
}

const tones: Record<string, string> = { ok: "good", failed: "bad" };

function Command({ title, command, cut }: { title: string; command: CommandView; cut: boolean }) {
  const { status, reason, log, durationMs, cached } = command;
  return (
    <section>
      <header class="tab-tools">
        <h3>{title}</h3>
        <span class={`tag ${tones[status] ?? ""}`}>{status}</span>
        {command.command !== null && <code>{command.command}</code>}
        {durationMs !== null && <span class="soft">{formatDuration(durationMs)}</span>}
        {cached && <span class="tag">from the cache</span>}
      </header>
      {reason !== null && <p class={status === "failed" ? "description-error" : "soft"}>{reason}</p>}
      {log.trim() === "" ? (
        status !== "skipped" && <p class="soft">It wrote nothing.</p>
      ) : (
        <LongText text={log} label={`Output of ${title.toLowerCase()}`} as="code" cut={cut} />
      )}
    </section>
  );
}
