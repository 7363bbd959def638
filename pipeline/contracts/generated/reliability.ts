/* Generated from schemas/reliability.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * How far the judges of a grading can be relied on. A number is null where the grades do not tell.
 */
export interface Reliability {
  schema: "reliability.v1";
  /**
   * null: the scores as they were recorded
   */
  grading: string | null;
  /**
   * all types together under null, then each
   */
  types: {
    applicationType: string | null;
    judges: JudgeReliability[];
  }[];
}
export interface JudgeReliability {
  judge: "screenshot" | "gui-summary";
  repeated: Agreement;
  recordedAgainstNew: PairAgreement;
  peopleAgainstNew: PairAgreement;
  /**
   * how well a minimum of the new grades finds what people keep
   */
  keep: KeepAccuracy[];
}
/**
 * How far grades of the same steps agree.
 */
export interface Agreement {
  /**
   * steps with at least two grades
   */
  units: number;
  /**
   * share of them whose grades are all equal
   */
  exact: number | null;
  /**
   * Krippendorff's alpha, interval scale
   */
  alpha: number | null;
  /**
   * in which alpha lies with 95 % confidence
   */
  alphaInterval: {
    low: number;
    high: number;
  } | null;
}
/**
 * The same for two sets of grades that can be told apart.
 */
export interface PairAgreement {
  /**
   * steps with at least two grades
   */
  units: number;
  /**
   * share of them whose grades are all equal
   */
  exact: number | null;
  /**
   * Krippendorff's alpha, interval scale
   */
  alpha: number | null;
  /**
   * in which alpha lies with 95 % confidence
   */
  alphaInterval: {
    low: number;
    high: number;
  } | null;
  /**
   * Cohen's kappa, quadratic weights
   */
  kappa: number | null;
  /**
   * how often each pair of grades was given
   */
  confusion: {
    first: number;
    second: number;
    count: number;
  }[];
}
export interface KeepAccuracy {
  min: number;
  /**
   * of what reaches the minimum, the share that people keep
   */
  precision: number | null;
  /**
   * of what people keep, the share that reaches the minimum
   */
  recall: number | null;
}
