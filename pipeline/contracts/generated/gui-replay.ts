/* Generated from schemas/gui-replay.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * What became of a passed GUI test that was done again on the rebuilt site, without any model.
 */
export interface GuiReplay {
  trajectoryId: string;
  journalDigest: string;
  step: number;
  /**
   * of the GUI test that succeeded
   */
  actions: number;
  /**
   * green: every action could be done and changed the page as it did, more often than not; the score is verified
   */
  outcome: "green" | "red" | "infra-error";
  /**
   * how often it was done (once, where this is missing)
   */
  times?: number;
  /**
   * how often of them it was green
   */
  green?: number;
  /**
   * at which it turned red
   */
  turn: number | null;
  reason: string | null;
}
