/* Generated from schemas/dataset-manifest.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * Everything needed to rebuild a dataset and to check it.
 */
export interface DatasetManifest {
  schema: "dataset-manifest.v1";
  name: string;
  /**
   * "rehearsal" when any model behind this record was a built-in rehearsal model
   */
  label: "rehearsal" | null;
  recipe: {
    name: string;
    hash: string;
  };
  run: {
    configHash: string;
    promptSetHash: string;
  };
  toolVersions: {
    [k: string]: string;
  };
  /**
   * what counted the tokens that rows state and limits mean
   */
  tokenizer?: {
    name: string;
    /**
     * a model's own tokenizer with its chat template, not an estimate
     */
    exact: boolean;
    /**
     * of its files; of an estimate, its name
     */
    hash: string;
  };
  sources: {
    trajectoryId: string;
    journalDigest: string;
  }[];
  instructionsDigest: string;
  configs: {
    config: string;
    split: string;
    rows: number;
    rowHashes: string;
    files: {
      path: string;
      bytes: number;
      sha256: string;
    }[];
  }[];
  /**
   * files beside the configurations, by path: traces; not there without any
   *
   * @minItems 1
   */
  besideFiles?: {
    path: string;
    bytes: number;
    sha256: string;
  }[];
  card: {
    path: string;
    sha256: string;
  };
}
