/* Generated from schemas/instruction-specification.v1.schema.json by `npm run schemas`. Do not edit. */

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
