import { PNG } from "pngjs";
import type { Funnel } from "../../../../pipeline/contracts/generated/funnel.ts";
import type { PairAgreement } from "../../../../pipeline/contracts/generated/reliability.ts";
import type { RunView } from "../../../../stages/audit/views/run-view.ts";
import type { TrajectoryRow } from "../../../../stages/audit/views/trajectory-row.ts";
import type { StepView } from "../../../../stages/audit/views/trajectory-view.ts";
import type { StandAnswer } from "./audit-stand.ts";
import { buildReview, buildRow, buildVerdict, measured, notRun } from "./row-builder.ts";
import { buildRunView, buildTrajectoryView } from "./view-builder.ts";

const types = ["Shop", "Blog", "Forum", "Dashboard"];
const subjects = ["bicycles", "pottery", "records", "seeds", "trails"];

/** Many different trajectories; the same number gives the same ones. */
export function buildRows(count: number): TrajectoryRow[] {
  return Array.from({ length: count }, (_, at) => {
    const failed = at % 17 === 16;
    const screenshot = failed ? null : measured(at % 6);
    const gui = failed || at % 5 === 4 ? notRun : measured(1 + (at % 5));
    const kept = (screenshot?.value ?? -1) >= 3 && (gui.value ?? -1) >= 3;
    const id = `t-${String(at).padStart(5, "0")}`;
    return buildRow({
      id,
      instruction: `A website about ${subjects[at % subjects.length]}, number ${at}, with a search and a list.`,
      applicationType: types[at % types.length] ?? "",
      status: failed ? "failed" : "finished",
      reason: failed ? "The teacher gave no usable answer." : null,
      screenshot,
      gui,
      hasScreenshot: !failed,
      chosen: failed ? null : 2,
      errorStages: at % 4 === 3 ? ["install"] : [],
      errorSteps: at % 4 === 3 ? 1 : 0,
      detail: at % 6 === 5 ? 0.02 : 0.5,
      costUsd: at / 1000,
      at: new Date(Date.UTC(2026, 4, 4) + at * 60_000).toISOString(),
      verdicts: {
        strict: buildVerdict({ kept, rejectedBy: kept ? [] : ["screenshot-score"], passesOthers: !failed }),
      },
      reviews: at % 10 === 9 ? [buildReview({ trajectoryId: id, note: "The header is cut off." })] : [],
    });
  });
}

/** A run of these rows with everything that the overview shows. */
export function buildFullView(rows: readonly TrajectoryRow[], given: Partial<RunView> = {}): RunView {
  const kept = rows.filter(({ verdicts }) => verdicts.strict?.kept).length;
  const funnel: Funnel = {
    recipe: "strict",
    recipeHash: "sha256:0",
    label: null,
    trajectories: rows.length,
    sealed: rows.length,
    kept,
    rejected: rows.length - kept,
    unfinished: [],
    rules: [
      {
        rule: "screenshot-score",
        pass: kept,
        fail: rows.length - kept,
        unmeasured: 0,
        firstToReject: rows.length - kept,
      },
    ],
    selection: [],
    tokenizer: null,
    grading: null,
  };
  const agreement = { units: 9, exact: 0.8, alpha: 0.7, alphaInterval: { low: 0.6, high: 0.8 } };
  const pair: PairAgreement = { ...agreement, kappa: 0.7, confusion: [{ first: 3, second: 4, count: 2 }] };
  return buildRunView({
    planned: rows.length,
    filters: [{ recipe: "strict", funnel, minima: { screenshot: 3, gui: 3 }, staleness: "2 came after it." }],
    gradings: [
      {
        name: "again",
        manifest: {
          schema: "grading.v1",
          name: "again",
          at: "2026-05-05T10:00:00.000Z",
          judges: ["screenshot"],
          times: 2,
          models: { vision: "vision-b", feedback: "feedback-c" },
          promptSetHash: "sha256:0",
          label: null,
        },
        reliability: {
          schema: "reliability.v1",
          grading: "again",
          types: [
            {
              applicationType: null,
              judges: [
                {
                  judge: "screenshot",
                  repeated: agreement,
                  recordedAgainstNew: pair,
                  peopleAgainstNew: pair,
                  keep: [{ min: 3, precision: 0.9, recall: 0.5 }],
                },
              ],
            },
          ],
        },
      },
    ],
    problems: ["trajectories/t-00001/journal.jsonl: line 3 is cut. Run `curate fsck`."],
    ...given,
  });
}

const picture = new Uint8Array(PNG.sync.write(new PNG({ width: 40, height: 30 })));

/** Answers for one run called `first` as its server would; the state is read at each request. */
export function answerRun(state: { view: RunView; rows: readonly TrajectoryRow[] }): StandAnswer {
  return ({ method, address, body }) => {
    if (method === "POST") return { ...JSON.parse(body), at: "2026-05-06T10:00:00.000Z" };
    if (address === "data/runs.json") return [state.view];
    if (address === "data/first/run.json") return state.view;
    if (address === "data/first/rows.json") return state.rows;
    if (address.startsWith("live/first/search"))
      return { ids: ["t-00003"], indexed: 5, of: state.rows.length };
    if (/\.png(\?|$)/.test(address)) return picture;
    const [, id] = /trajectories\/([^/]+)\//.exec(address) ?? [];
    const row = state.rows.find((row) => row.id === decodeURIComponent(id ?? ""));
    if (row === undefined) return undefined;
    return address.endsWith("trajectory.json") ? buildTrajectoryView(row) : buildStepView();
  };
}

function buildStepView(): StepView {
  return {
    step: 2,
    reply: "Done.",
    reasoning: null,
    replyParts: [{ kind: "prose", text: "Done." }],
    feedback: "Go on.",
    files: [],
    install: null,
    start: null,
    refusals: [],
    page: null,
    description: {
      is_error: false,
      error_message: "",
      screenshot_description: "A list of bicycles under a blue header.",
      suggestions: "Make the header smaller.",
    },
    guiTest: null,
    cut: [],
    unreadable: [],
  };
}
