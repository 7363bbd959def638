/* Generated from schemas/proximity.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * The test instruction that is nearest to an instruction of the run, however far away.
 */
export interface Proximity {
  instructionId: string;
  testSet: string;
  testId: string;
  /**
   * telling words in both, as a share of the text with fewer
   */
  wordOverlap: number;
  /**
   * the longest run of words that both hold
   */
  matchedText: string;
}
