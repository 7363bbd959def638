import type { Grade } from "../contracts/generated/grade.ts";
import type {
  Agreement,
  JudgeReliability,
  PairAgreement,
  Reliability,
} from "../contracts/generated/reliability.ts";
import type { Review } from "../contracts/generated/review.ts";
import type { TrajectoryMeasures } from "../index/measure-trajectory.ts";
import { keepAccuracy } from "../measure/agreement/keep-accuracy.ts";
import { alphaInterval, krippendorffAlpha } from "../measure/agreement/krippendorff-alpha.ts";
import { weightedKappa } from "../measure/agreement/weighted-kappa.ts";
import { createRandom } from "../random/random.ts";
import { medianScore } from "../recipe/graded-scores.ts";

export type { Reliability };

type JudgeName = Grade["judge"];

/** What one step was given. */
interface GradedStep {
  judge: JudgeName;
  applicationType: string;
  recorded: number | null;
  grades: number[];
  median: number | null;
  /** null: nobody gave one */
  people: number | null;
  /** null: nobody decided, or people contradict each other */
  kept: boolean | null;
}

const minima = [1, 2, 3, 4, 5] as const;

/**
 * How far a grading's judges can be relied on: its repeats among themselves, the recorded grade (first) against the
 * median of the new ones (second), the median of what people gave (first) against it, and how well a minimum finds what
 * people keep. Pure: the same grades and reviews give the same numbers.
 */
export function reliabilityOf(options: {
  /** null: the grades are the recorded ones */
  grading: string | null;
  grades: readonly Grade[];
  measures: readonly TrajectoryMeasures[];
  reviews: readonly Review[];
  applicationTypeOf(instructionId: string): string;
}): Reliability {
  const steps = gradedSteps(options);
  const types = [...new Set(steps.map(({ applicationType }) => applicationType))].sort();
  const judges = [...new Set(steps.map(({ judge }) => judge))].sort();
  return {
    schema: "reliability.v1",
    grading: options.grading,
    types: [null, ...types].map((applicationType) => {
      const some = steps.filter(
        (step) => applicationType === null || step.applicationType === applicationType,
      );
      return {
        applicationType,
        judges: judges.map((judge) =>
          judgeReliability(
            judge,
            some.filter((step) => step.judge === judge),
          ),
        ),
      };
    }),
  };
}

function judgeReliability(judge: JudgeName, steps: readonly GradedStep[]): JudgeReliability {
  const decided = steps.flatMap(({ median, kept }) => (kept === null ? [] : { score: median, kept }));
  return {
    judge,
    repeated: agreementOf(steps.map(({ grades }) => grades)),
    recordedAgainstNew: pairAgreement(steps.map(({ recorded, median }) => [recorded, median])),
    peopleAgainstNew: pairAgreement(steps.map(({ people, median }) => [people, median])),
    keep: keepAccuracy(decided, minima),
  };
}

function agreementOf(units: readonly (readonly number[])[]): Agreement {
  const graded = units.filter((grades) => grades.length >= 2);
  const equal = graded.filter((grades) => grades.every((grade) => grade === grades[0])).length;
  return {
    units: graded.length,
    exact: graded.length === 0 ? null : equal / graded.length,
    alpha: krippendorffAlpha(graded),
    alphaInterval: alphaInterval(graded, createRandom(1)),
  };
}

function pairAgreement(pairs: readonly (readonly [number | null, number | null])[]): PairAgreement {
  const known = pairs.flatMap(([first, second]): [number, number][] =>
    first === null || second === null ? [] : [[first, second]],
  );
  const counts = Map.groupBy(known, ([first, second]) => `${first} ${second}`);
  const confusion = [...counts.values()].flatMap((same) => {
    const [pair] = same;
    return pair === undefined ? [] : [{ first: pair[0], second: pair[1], count: same.length }];
  });
  return {
    ...agreementOf(known),
    kappa: weightedKappa(known),
    confusion: confusion.sort((a, b) => a.first - b.first || a.second - b.second),
  };
}

function gradedSteps({
  grading,
  grades,
  measures,
  reviews,
  applicationTypeOf,
}: Parameters<typeof reliabilityOf>[0]): GradedStep[] {
  const isRecorded = grading === null;
  const measured = new Map(measures.map((each) => [each.trajectoryId, each]));
  const reviewed = Map.groupBy(reviews, ({ trajectoryId }) => trajectoryId);
  return grades.flatMap((grade) => {
    const trajectory = measured.get(grade.trajectoryId);
    const chosen = trajectory?.chosen;
    if (trajectory === undefined || !chosen || chosen.step !== grade.step) return [];
    const words = lastWords(reviewed.get(grade.trajectoryId) ?? []);
    const isScreenshot = grade.judge === "screenshot";
    return {
      judge: grade.judge,
      applicationType: applicationTypeOf(trajectory.instructionId),
      // recorded grades held against themselves would always agree
      recorded: isRecorded ? null : (isScreenshot ? chosen.screenshot : chosen.gui).value,
      grades: grade.scores.flatMap(({ value }) => value ?? []),
      median: medianScore(grade),
      people: medianScore({
        scores: words.map(({ screenshotScore, guiScore }) => ({
          status: "measured",
          value: isScreenshot ? screenshotScore : guiScore,
        })),
      }),
      kept: decisionOf(words),
    };
  });
}

/** Each reviewer's last review. */
function lastWords(reviews: readonly Review[]): Review[] {
  return [...new Map(reviews.map((review) => [review.reviewer, review])).values()];
}

function decisionOf(words: readonly Review[]): boolean | null {
  const decisions = new Set(words.flatMap(({ decision }) => (decision === "unsure" ? [] : decision)));
  return decisions.size === 1 ? decisions.has("keep") : null;
}
