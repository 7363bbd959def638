/* Generated from schemas/trajectory-measures.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * What the filter's rules need to know of a sealed trajectory, without its texts. Derived from the journal: deleted, it is made again.
 */
export interface TrajectoryMeasures {
  /**
   * raised when anything is measured in another way: older lines are made again
   */
  version: 1;
  trajectoryId: string;
  instructionId: string;
  journalDigest: string;
  /**
   * "rehearsal" when any model behind this record was a built-in rehearsal model
   */
  label: "rehearsal" | null;
  outcome: "finished" | "step-limit" | "failed";
  chosen: {
    step: number;
    screenshot: {
      status: "measured" | "not-run" | "judge-error" | "infra-error";
      value: number | null;
    };
    gui: {
      status: "measured" | "not-run" | "judge-error" | "infra-error";
      value: number | null;
    };
    /**
     * the steps from the start to the chosen one; tokens are estimates, message marks included
     */
    path: {
      step: number;
      kind: "code" | "gui-test" | "finish" | "malformed";
      isError: boolean;
      /**
       * the reply was cut at the token limit
       */
      cut: boolean;
      tokens: number;
      feedbackTokens: number;
    }[];
    /**
     * of system prompt and instruction
     */
    openingTokens: number;
    finish: {
      step: number;
      tokens: number;
    } | null;
    /**
     * how the chosen step's GUI test ended; null when there was none
     */
    guiEndedBy: "answer" | "turn-limit" | null;
    /**
     * of the path's most repetitive reply
     */
    repetition: {
      share: number;
      step: number;
    };
    /**
     * comments in the path's files that stand for code left out
     */
    placeholders: {
      count: number;
      examples: {
        step: number;
        path: string;
        text: string;
      }[];
    };
    /**
     * what looks like a secret or like personal data, by kind
     */
    sensitive: {
      kind: "access-key" | "private-key" | "web-token" | "card-number" | "bank-account" | "email" | "phone";
      count: number;
      /**
       * of the first one; null: in the instruction
       */
      step: number | null;
      /**
       * masked
       */
      excerpt: string;
    }[];
    /**
     * ISO 639-1, or und where there is too little text
     */
    languages: {
      instruction: string;
      replies: string;
    };
    pageErrors: {
      count: number;
      examples: string[];
    } | null;
    picture: {
      /**
       * part of the picture's 16x16 tiles in which anything can be seen
       */
      detail: number;
      colors: {
        part: "background" | "component";
        name: string;
        /**
         * part of the picture in the colour that the instruction asks for
         */
        share: number;
      }[];
    } | null;
    site: {
      files: number;
      /**
       * MinHash over the lines of its files, base64; empty for a site without lines
       */
      signature: string;
    };
  } | null;
}
