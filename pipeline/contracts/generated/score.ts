/* Generated from schemas/score.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * Address of a blob in the pack beside the journal: the SHA-256 of its uncompressed bytes.
 */
export type BlobRef = string;

/**
 * A screenshot score (0-5) or GUI score (1-5). Unknown is not zero: an unmeasured score has no value.
 */
export interface Score {
  status: "measured" | "not-run" | "judge-error" | "infra-error";
  /**
   * a value exists exactly when measured
   */
  value: number | null;
  judge: {
    model: string;
    promptHash: string;
  } | null;
  /**
   * the judge's full exchange
   */
  exchange: BlobRef | null;
  /**
   * every answer of the judge that led here, oldest first, unusable ones included
   */
  history: {
    status: "measured" | "judge-error";
    value: number | null;
    exchange: BlobRef | null;
  }[];
}
