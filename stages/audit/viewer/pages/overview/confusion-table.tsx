import type { PairAgreement } from "../../../../../pipeline/contracts/generated/reliability.ts";
import { ScrollRegion } from "../../code/scroll-region.tsx";
import { formatCount } from "../../kit/formats.ts";

interface ConfusionTableProps {
  /** What the lines and the columns are: "recorded \ new". */
  title: string;
  pairs: PairAgreement["confusion"];
}

/** How often each pair of grades was given; agreement lies on the diagonal. */
export function ConfusionTable({ title, pairs }: ConfusionTableProps) {
  if (pairs.length === 0) return null;
  const grades = [...new Set(pairs.flatMap(({ first, second }) => [first, second]))].sort((a, b) => a - b);
  const counts = new Map(pairs.map(({ first, second, count }) => [`${first}/${second}`, count]));
  const most = Math.max(1, ...counts.values());
  return (
    <ScrollRegion class="table-scroll" label="Pairs of grades">
      <table class="heat heat-small">
        <caption class="unseen">How often each pair of grades was given: {title}</caption>
        <thead>
          <tr>
            <th scope="col" class="heat-corner">
              {title}
            </th>
            {grades.map((grade) => (
              <th key={grade} scope="col">
                {grade}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {grades.map((first) => (
            <tr key={first}>
              <th scope="row">{first}</th>
              {grades.map((second) => {
                const count = counts.get(`${first}/${second}`) ?? 0;
                return (
                  <td key={second} class={count === 0 ? "heat-none" : ""}>
                    <span class="heat-cell" style={{ "--heat": count / most }}>
                      {formatCount(count)}
                    </span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
