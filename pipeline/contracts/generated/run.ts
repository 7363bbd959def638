/* Generated from schemas/run.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * run.json: what a run was made with.
 */
export interface RunManifest {
  schema: "run.v1";
  createdAt: string;
  /**
   * SHA-256 over the part of the configuration that can change a result
   */
  configHash: string;
  /**
   * the effective configuration, defaults filled in; holds no secret
   */
  config: {};
  promptSet: {
    name: string;
    hash: string;
    /**
     * SHA-256 of each template by prompt id
     */
    prompts: {
      [k: string]: string;
    };
  };
  /**
   * versions of this tool, Node, npm, Chromium
   */
  versions: {
    [k: string]: string;
  };
  /**
   * "rehearsal" when any model behind this record was a built-in rehearsal model
   */
  label: "rehearsal" | null;
}
