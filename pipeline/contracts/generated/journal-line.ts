/* Generated from schemas/journal-line.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * The envelope of every journal line; sum is always the last field.
 */
export interface JournalLine {
  seq: number;
  at: string;
  /**
   * first 16 hex digits of the SHA-256 of the sum of the line before (16 zeros for the first) and this line up to this field
   */
  sum: string;
  event: string;
  [k: string]: unknown;
}
