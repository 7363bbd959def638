/* Generated from schemas/release.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * A dataset version as it was released: where, what, and whether it was found there afterwards.
 */
export interface Release {
  schema: "release.v1";
  /**
   * hf:OWNER/NAME, or a folder
   */
  target: string;
  version: string;
  /**
   * the version before
   */
  former: string | null;
  /**
   * null in a folder
   */
  commit: string | null;
  releasedAt: string;
  dataset: string;
  /**
   * equal for equal datasets, whatever their release history
   */
  datasetDigest: string;
  /**
   * by config/split
   */
  rows: {
    [k: string]: number;
  };
  files: {
    path: string;
    bytes: number;
    sha256: string;
  }[];
  /**
   * rows, against the version before; null when there is none to compare with
   */
  changes: {
    entered: number;
    left: number;
    changed: number;
  } | null;
  /**
   * bytes that went over the network: of files, the parts that the storage did not hold; of an offline release, the size of its files
   */
  sentBytes: number;
  /**
   * gates that did not pass and were accepted by the person who released it
   */
  accepted: string[];
  verified: {
    at: string;
    problems: string[];
  };
}
