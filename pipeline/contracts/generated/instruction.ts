/* Generated from schemas/instruction.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * One website instruction in the published field names (Category and application_type as in webgen-agent_train_step-grpo), plus its source.
 */
export interface Instruction {
  id: string;
  /**
   * one paragraph asking for a website
   */
  instruction: string;
  Category: {
    primary_category: string;
    subcategories: string[];
  };
  application_type: string;
  ui_instruct: {
    task: string;
    expected_result: string;
    task_category: {
      primary_category: string;
      subcategories: string[];
    };
  }[];
  source: {
    kind: "synthesized" | "imported" | "evolved";
    /**
     * the file, Hub address or model the instruction came from
     */
    from: string;
    /**
     * 1-based line in an imported file
     */
    line: number | null;
    /**
     * what the synthesis model was asked for; null where there was none, as for imported instructions
     */
    specification: InstructionSpecification | null;
    /**
     * "rehearsal" when any model behind this record was a built-in rehearsal model
     */
    label: "rehearsal" | null;
    evolution?: Evolution;
  };
}
/**
 * What a synthesized instruction was asked to contain.
 */
export interface InstructionSpecification {
  applicationType: string;
  domain: string;
  audience: string;
  /**
   * @minItems 1
   */
  features: string[];
  /**
   * CSS colour name in words, such as "pale green"
   */
  backgroundColor: string;
  componentColor: string;
}
/**
 * what was made of which instruction; only for evolved ones
 */
export interface Evolution {
  /**
   * id of the instruction it was made from
   */
  base: string;
  how: "harder" | "other-domain" | "other-audience";
  /**
   * what was asked for: the added functions, the new subject or the new audience
   */
  wanted: string;
}
