/* Generated from schemas/candidate.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * One candidate instruction and what became of it.
 */
export interface Candidate {
  id: string;
  instruction: string;
  application_type: string;
  outcome: "kept" | "dropped" | "failed";
  /**
   * stable kebab id of why it was dropped or failed, such as near-duplicate; null when kept
   */
  reason: string | null;
  /**
   * the evidence for a person: the value found, the id it duplicates
   */
  detail: string | null;
  source: Source;
}
export interface Source {
  kind: "synthesized" | "imported";
  /**
   * the file, Hub address or model the instruction came from
   */
  from: string;
  /**
   * 1-based line in an imported file
   */
  line: number | null;
  /**
   * what the synthesis model was asked for; null for imported instructions
   */
  specification: InstructionSpecification | null;
  /**
   * "rehearsal" when any model behind this record was a built-in rehearsal model
   */
  label: "rehearsal" | null;
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
