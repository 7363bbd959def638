/* Generated from schemas/trajectory-owner.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * epoch-N.json in a trajectory's folder: the process that took the trajectory over as its N-th owner.
 */
export interface TrajectoryOwner {
  schema: "trajectory-owner.v1";
  /**
   * the worker's name, as the queue knows it
   */
  name: string;
  /**
   * where its process id means something: boot and process namespace of its machine
   */
  place: string;
  pid: number;
  /**
   * clock ticks from the machine's boot to the start of the process; "?" where that cannot be told
   */
  startTime: string;
  at: string;
}
