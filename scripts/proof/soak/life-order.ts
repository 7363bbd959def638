import type { LedgerEntry } from "../../../pipeline/run/ledger.ts";
import type { ScriptPlan } from "./paper-script.ts";
import type { Life } from "./schedule.ts";

/** What one recorder process is told, as JSON in its environment. */
export interface LifeOrder extends Pick<Life, "file" | "clock" | "machinery"> {
  dir: string;
  baseURL: string;
  apiKey: string;
  script: ScriptPlan;
  /** Instruction whose pages end the process; null: none. */
  poison: string | null;
  retryQuarantined: boolean;
}

/** Name of the variable that holds it. A process that has it belongs to the soak. */
export const orderVariable = "CURATE_SOAK_LIFE";

/** What a recorder tells its driver, a line of JSON each, at once when it has happened. */
export type LifeReport =
  /** `hash` is that of the event, as the journal holds it */
  | { kind: "committed"; trajectoryId: string; event: string; hash: string }
  | { kind: "paid"; callId: string; outcome: LedgerEntry["outcome"]; serial: number | null }
  | { kind: "fault"; group: "file" | "clock" | "machinery"; what: string }
  | { kind: "quarantined"; trajectoryId: string }
  | { kind: "ended"; sealed: number; planned: number; failed: string[]; parked: string[] }
  | { kind: "error"; name: string; message: string };
