import { useState } from "preact/hooks";
import type {
  Agreement,
  JudgeReliability,
  PairAgreement,
} from "../../../../../pipeline/contracts/generated/reliability.ts";
import type { GradingView } from "../../../views/run-view.ts";
import { ScrollRegion } from "../../code/scroll-region.tsx";
import { formatCount, formatShare, formatTime } from "../../kit/formats.ts";
import { ConfusionTable } from "./confusion-table.tsx";

/** How far the judges agree with themselves, with the recorded scores, and with people. */
export function ReliabilityPanel({ gradings }: { gradings: readonly GradingView[] }) {
  return (
    <section class="panel panel-wide" aria-labelledby="reliability-title">
      <h2 id="reliability-title">Judge reliability</h2>
      {gradings.length === 0 ? (
        <p class="soft">
          No grading beside the recorded one. Grade again with `curate regrade` to see how far judges agree.
        </p>
      ) : (
        gradings.map((grading) => <GradingBlock key={grading.name} grading={grading} />)
      )}
    </section>
  );
}

function GradingBlock({ grading: { name, manifest, reliability } }: { grading: GradingView }) {
  const [type, setType] = useState<string | null>(null);
  const judges = reliability?.types.find(({ applicationType }) => applicationType === type)?.judges ?? [];
  return (
    <div class="grading">
      <div class="panel-head">
        <h3>
          {name}, {manifest.times} × by {manifest.models.vision} and {manifest.models.feedback},{" "}
          {formatTime(manifest.at)}
        </h3>
        {reliability !== null && reliability.types.length > 1 && (
          <select
            class="field"
            aria-label="Application type"
            value={type ?? ""}
            onChange={({ currentTarget }) => setType(currentTarget.value || null)}
          >
            {reliability.types.map(({ applicationType }) => (
              <option key={applicationType} value={applicationType ?? ""}>
                {applicationType ?? "all application types"}
              </option>
            ))}
          </select>
        )}
      </div>
      {reliability === null ? (
        <p class="soft">Its reliability was not computed.</p>
      ) : (
        judges.map((judge) => <JudgeBlock key={judge.judge} judge={judge} />)
      )}
    </div>
  );
}

function JudgeBlock({ judge }: { judge: JudgeReliability }) {
  const name = judge.judge === "screenshot" ? "Screenshot judge" : "GUI judge";
  return (
    <div class="judge">
      <ScrollRegion class="table-scroll" label={name}>
        <table class="table">
          <caption>{name}</caption>
          <thead>
            <tr>
              <th scope="col">Grades</th>
              <th scope="col" class="number">
                Steps
              </th>
              <th scope="col" class="number">
                All equal
              </th>
              <th scope="col" class="number">
                Alpha (95 %)
              </th>
              <th scope="col" class="number">
                Kappa
              </th>
            </tr>
          </thead>
          <tbody>
            <AgreementLine name="again and again" agreement={judge.repeated} kappa={null} />
            <PairLine name="recorded and new" agreement={judge.recordedAgainstNew} />
            <PairLine name="people and new" agreement={judge.peopleAgainstNew} />
          </tbody>
        </table>
      </ScrollRegion>
      <ConfusionTable title="recorded \ new" pairs={judge.recordedAgainstNew.confusion} />
      <KeepTable keep={judge.keep} />
    </div>
  );
}

function PairLine({ name, agreement }: { name: string; agreement: PairAgreement }) {
  return <AgreementLine name={name} agreement={agreement} kappa={agreement.kappa} />;
}

interface AgreementLineProps {
  name: string;
  agreement: Agreement;
  kappa: number | null;
}

function AgreementLine({
  name,
  agreement: { units, exact, alpha, alphaInterval },
  kappa,
}: AgreementLineProps) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td class="number">{formatCount(units)}</td>
      <td class="number">{formatShare(exact)}</td>
      <td class="number">
        {alpha?.toFixed(2) ?? "–"}
        {alphaInterval !== null && (
          <span class="soft">
            {" "}
            ({alphaInterval.low.toFixed(2)}–{alphaInterval.high.toFixed(2)})
          </span>
        )}
      </td>
      <td class="number">{kappa?.toFixed(2) ?? "–"}</td>
    </tr>
  );
}

function KeepTable({ keep }: { keep: JudgeReliability["keep"] }) {
  const known = keep.filter(({ precision, recall }) => precision !== null || recall !== null);
  if (known.length === 0) return <p class="soft">No reviews yet that say what people keep.</p>;
  return (
    <ScrollRegion class="table-scroll" label="Minima and what people keep">
      <table class="table keep-table">
        <caption>How well a minimum finds what people keep</caption>
        <thead>
          <tr>
            <th scope="col">At least</th>
            <th scope="col" class="number">
              Precision
            </th>
            <th scope="col" class="number">
              Recall
            </th>
          </tr>
        </thead>
        <tbody>
          {known.map(({ min, precision, recall }) => (
            <tr key={min}>
              <th scope="row">{min}</th>
              <td class="number">{formatShare(precision)}</td>
              <td class="number">{formatShare(recall)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
