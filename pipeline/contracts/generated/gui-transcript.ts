/* Generated from schemas/gui-transcript.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * Address of a blob in the pack beside the journal: the SHA-256 of its uncompressed bytes.
 */
export type BlobRef = string;

/**
 * A GUI test, turn by turn.
 */
export interface GuiTranscript {
  turns: {
    turn: number;
    url: string;
    title: string;
    elements: {
      index: number;
      tag: string;
      text: string;
    }[];
    /**
     * more elements stood on the page than are listed
     */
    truncated: boolean;
    /**
     * the marked screenshot the agent saw
     */
    image: BlobRef | null;
    reply: string;
    thought: string | null;
    /**
     * the action in the documented grammar, as parsed
     */
    action: string | null;
    /**
     * what came of it, as the agent was told
     */
    result: string;
    ok: boolean;
    exchange: BlobRef | null;
  }[];
  /**
   * the text of ANSWER, or the reply to the request for a verdict
   */
  answer: string | null;
  verdict: "yes" | "no" | "none";
  endedBy: "answer" | "turn-limit";
}
