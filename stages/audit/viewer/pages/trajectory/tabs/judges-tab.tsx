import { Empty } from "../../../kit/states.tsx";
import { CallExchange, Later } from "../call-exchange.tsx";
import { judgeQuestions } from "../calls-of-step.ts";
import type { ShownStep } from "../shown-step.ts";

const titles: Record<string, string> = {
  "screenshot-description": "Screenshot description",
  "screenshot-grade": "Screenshot grade",
  "gui-test-grade": "GUI test grade",
  "gui-agent": "GUI agent",
};

/** Everything the judges of a step were asked and answered, retries included. */
export function JudgesTab({ shown: { run, view, node } }: { shown: ShownStep }) {
  const questions = judgeQuestions(view.calls, node.step);
  const place = { run, id: view.row.id };
  if (questions.length === 0) return <Empty title="No judge was asked in this step." />;
  return (
    <div class="stack">
      {questions.map(({ name, calls }) => {
        const exchanges = () =>
          calls.map((call) => <CallExchange key={call.callId} place={place} call={call} />);
        return (
          <section key={name} class="question">
            <h3>
              {titles[name] ?? name} <span class="count">{callWords(name, calls.length)}</span>
            </h3>
            {name === "gui-agent" ? (
              <Later summary={`${calls.length} exchanges, as the GUI test shows them turn by turn`}>
                {exchanges}
              </Later>
            ) : (
              exchanges()
            )}
          </section>
        );
      })}
    </div>
  );
}

function callWords(name: string, calls: number): string {
  if (name === "gui-agent") return `${calls} calls`;
  return calls === 1 ? "asked once" : `asked ${calls} times`;
}
