import { expect, it } from "vitest";
import type { Review } from "../../../pipeline/contracts/generated/review.ts";
import { toJsonLines } from "../../../pipeline/run/json-lines.ts";
import { planImport } from "../../../stages/audit/reviews/import-reviews.ts";
import { recordsOfCsv, reviewsToCsv } from "../../../stages/audit/reviews/review-csv.ts";

const now = new Date("2026-05-05T00:00:00.000Z");
const stepsOf = (id: string): number | null => (id === "t-1" || id === "t-2" ? 3 : null);

function review(parts: Partial<Review> = {}): Review {
  return {
    at: "2026-05-01T10:00:00.000Z",
    trajectoryId: "t-1",
    reviewer: "ann",
    decision: "keep",
    screenshotScore: 4,
    guiScore: null,
    step: 1,
    blind: true,
    note: "fine",
    ...parts,
  };
}

const awkward = [
  review(),
  review({ note: '=HYPERLINK("http://evil.example")', reviewer: "@ann" }),
  review({ note: "'=1+1" }),
  review({ note: "''quoted, with, commas\r\nand \"lines\"\n\n" }),
  review({ note: "+49 30", screenshotScore: null, step: null, blind: false }),
  review({ note: "\t=1" }),
  review({ note: "ＥＸＣＥＬ ＝1 ü 🚲" }),
  review({ note: "" }),
];

it("gives back from CSV what went in", () => {
  const read = recordsOfCsv(reviewsToCsv(awkward));
  expect(read.ok && read.records.map(({ value }) => value)).toEqual(awkward);
});

it("leaves no cell that a spreadsheet would run", () => {
  const cells = reviewsToCsv(awkward).split(/[,\r\n]+/);
  expect(cells.filter((cell) => /^"?[=+\-@\t]/.test(cell))).toEqual([]);
});

it.each(["csv", "jsonl"] as const)("adds of a %s file what is not there yet", (form) => {
  const existing = [review()];
  const reviews = [review(), review({ trajectoryId: "t-2" }), review({ trajectoryId: "t-2" })];
  const text = form === "csv" ? reviewsToCsv(reviews) : toJsonLines(reviews);
  expect(planImport({ text, form, existing, stepsOf, now })).toEqual({
    lines: [review({ trajectoryId: "t-2" })],
    added: 1,
    known: 2,
    problems: [],
  });
});

it("lets the latest judgement of a reviewer count, whichever came first into the file", () => {
  const latest = review({ at: "2026-05-03T00:00:00.000Z", decision: "reject" });
  const earlier = review({ at: "2026-05-02T00:00:00.000Z" });
  const { lines, added } = planImport({
    ...{ text: toJsonLines([earlier]), form: "jsonl", existing: [review(), latest], stepsOf, now },
  });
  expect([added, lines]).toEqual([1, [earlier, latest]]);
});

it("gives a line without a time the present one", () => {
  const text =
    "trajectoryId,reviewer,decision,screenshotScore,guiScore,step,blind,note\nt-2,bo,reject,,,,false,\n";
  expect(planImport({ text, form: "csv", existing: [], stepsOf, now }).lines).toEqual([
    review({
      ...{ at: now.toISOString(), trajectoryId: "t-2", reviewer: "bo", decision: "reject" },
      ...{ screenshotScore: null, step: null, blind: false, note: "" },
    }),
  ]);
});

const head = "at,trajectoryId,reviewer,decision,screenshotScore,guiScore,step,blind,note";
it.each<["csv" | "jsonl", string, string[]]>([
  ["jsonl", `${JSON.stringify(review())}\nnonsense\n`, ["line 2: it is no review"]],
  [
    "jsonl",
    `\n${JSON.stringify(review({ trajectoryId: "gone" }))}\n`,
    ['line 2: trajectoryId: "gone" is not in the run'],
  ],
  ["jsonl", JSON.stringify(review({ step: 3 })), ["line 1: step: t-1 has 3 steps, found 3"]],
  [
    "jsonl",
    JSON.stringify(review({ reviewer: " " })),
    ["line 1: reviewer: must be a name of 1 to 100 characters"],
  ],
  [
    "csv",
    "",
    [
      "line 1: the columns trajectoryId, reviewer, decision, screenshotScore, guiScore, step, blind, note are missing",
    ],
  ],
  ["csv", `${head},mood\n`, ['line 1: unknown columns "mood"']],
  [
    "csv",
    `${head}\n2026-05-01T10:00:00Z,t-1,ann,perhaps,,,,true,\n`,
    ['line 2: decision: must be one of ["keep","reject","unsure"], found "perhaps"'],
  ],
  [
    "csv",
    `${head}\n2026-05-01T10:00:00Z,t-1,ann,keep,five,,,true,\n`,
    ['line 2: screenshotScore: must be number,null, found "five"'],
  ],
  ["csv", `${head}\nt-1,ann\n`, ["line 2: it is no review"]],
])("refuses a whole %s file that holds %j", (form, text, problems) => {
  const good = form === "csv" ? text : `${text}\n${JSON.stringify(review({ trajectoryId: "t-2" }))}`;
  expect(planImport({ text: good, form, existing: [], stepsOf, now })).toEqual({
    ...{ lines: [], added: 0, known: 0, problems },
  });
});
