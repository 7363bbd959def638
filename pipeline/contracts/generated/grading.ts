/* Generated from schemas/grading.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * A named grading: which judges were asked, how often, by which models.
 */
export interface Grading {
  schema: "grading.v1";
  name: string;
  at: string;
  /**
   * @minItems 1
   */
  judges: ("screenshot" | "gui-summary")[];
  times: number;
  models: {
    vision: string;
    feedback: string;
  };
  promptSetHash: string;
  /**
   * "rehearsal" when any model behind this record was a built-in rehearsal model
   */
  label: "rehearsal" | null;
}
