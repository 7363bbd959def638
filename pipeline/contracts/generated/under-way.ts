/* Generated from schemas/under-way.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * Stands beside a journal while its trajectory is recorded. One that outlives the process tells that the process ended without putting its work down.
 */
export interface UnderWay {
  schema: "under-way.v1";
  /**
   * false: the work was put down, or is not taken up any more
   */
  underWay: boolean;
  /**
   * answers, steps and other events that bring a trajectory forward, in its journal when the work was taken up
   */
  progress: number;
  /**
   * so often in a row the process ended here
   */
  crashes: number;
}
