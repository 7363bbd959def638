import type { TrajectoryView } from "../../../../views/trajectory-view.ts";
import { ScrollRegion } from "../../../code/scroll-region.tsx";
import { Empty } from "../../../kit/states.tsx";

type Verdict = TrajectoryView["verdicts"][string];
type RuleOutcome = Verdict["rules"][number];

/** What every rule of every recipe said of the trajectory. */
export function RulesTab({ view: { verdicts } }: { view: TrajectoryView }) {
  const recipes = Object.entries(verdicts);
  if (recipes.length === 0)
    return <Empty title="There is no verdict yet.">Run `curate filter` to have one.</Empty>;
  return (
    <div class="stack rules">
      {recipes.map(([recipe, verdict]) => (
        <section key={recipe}>
          <header class="tab-tools">
            <h3>{recipe}</h3>
            <span class={`tag ${verdict.kept ? "good" : "bad"}`}>{verdict.kept ? "kept" : "rejected"}</span>
          </header>
          <ScrollRegion label={`Rules of ${recipe}`}>
            <table class="table">
              <thead>
                <tr>
                  <th scope="col">Rule</th>
                  <th scope="col">Outcome</th>
                  <th scope="col" class="number">
                    Value
                  </th>
                  <th scope="col" class="number">
                    Threshold
                  </th>
                </tr>
              </thead>
              <tbody>
                {verdict.rules.map((outcome) => (
                  <RuleRow key={outcome.rule} outcome={outcome} />
                ))}
                {verdict.selection.map((outcome) => (
                  <RuleRow key={outcome.rule} outcome={outcome} isSelection />
                ))}
              </tbody>
            </table>
          </ScrollRegion>
        </section>
      ))}
    </div>
  );
}

const outcomeTags: Record<RuleOutcome["outcome"], { words: string; tone: string }> = {
  pass: { words: "pass", tone: "good" },
  fail: { words: "fail", tone: "bad" },
  unmeasured: { words: "not measured", tone: "warn" },
  "unmeasured-allowed": { words: "not measured, allowed", tone: "" },
};

function RuleRow({ outcome, isSelection = false }: { outcome: RuleOutcome; isSelection?: boolean }) {
  const { words, tone } = outcomeTags[outcome.outcome];
  return (
    <tr>
      <th scope="row">
        {outcome.rule} {isSelection && <span class="soft">selection</span>}
      </th>
      <td>
        <span class={`tag ${tone}`}>{words}</span>
      </td>
      <td class="number">{shownValue(outcome.value)}</td>
      <td class="number">{shownValue(outcome.threshold)}</td>
    </tr>
  );
}

function shownValue(value: RuleOutcome["value"]): string {
  if (value === null) return "–";
  if (typeof value === "number" && !Number.isInteger(value)) return value.toPrecision(3);
  return String(value);
}
