/** What is looked at before anything is sent, in the order in which it is told. */
export const gateNames = [
  "verify",
  "secrets",
  "rehearsal",
  "licence",
  "model-terms",
  "contamination",
  "card",
  "viewer-limits",
  "foreign-card",
] as const;

export type GateName = (typeof gateNames)[number];

/** Why a dataset should not be released as it is. */
export interface GateFinding {
  gate: GateName;
  problem: string;
  remedy: string;
  /** Whether the person who releases it may say: as it is. */
  acceptable: boolean;
}
