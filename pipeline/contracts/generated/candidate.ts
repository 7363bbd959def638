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
  evidence?: CandidateEvidence;
}
export interface Source {
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
/**
 * what the outcome rests on, for programs; only what was found is there
 */
export interface CandidateEvidence {
  /**
   * every test instruction it is too close to, by each rule, the worst first
   *
   * @minItems 1
   */
  contamination?: ContaminationFinding[];
  duplicate?: DuplicateFinding;
  /**
   * sentences whose mentions of logging in and registering were cut
   *
   * @minItems 1
   */
  accountCuts?: TextChange[];
  /**
   * sentences that still speak of accounts, as no rule was sure how to cut them
   *
   * @minItems 1
   */
  accountsLeft?: string[];
}
export interface ContaminationFinding {
  /**
   * the test set as it was named
   */
  testSet: string;
  testId: string;
  rule: "five-gram-jaccard" | "word-overlap" | "embedding-cosine";
  score: number;
  threshold: number;
  /**
   * the longest run of words that both texts have
   */
  matchedText: string;
}
/**
 * the instruction that is kept in place of this one
 */
export interface DuplicateFinding {
  /**
   * id of the kept one
   */
  of: string;
  /**
   * characters to insert, delete or replace
   */
  distance: number;
  /**
   * word pairs in both, as a share of those in either
   */
  jaccard: number;
}
export interface TextChange {
  before: string;
  /**
   * empty where the whole sentence went
   */
  after: string;
}
