/** What the runner does about an error. */
export type ErrorKind =
  /** print the message and stop: the user must change something (exit 2) */
  | "user"
  /** the machine around us failed, not the work: begin the item again, a bounded number of times */
  | "infrastructure"
  /** the item must wait longer than a slot should be held for: leave it for a later start, go on with the others */
  | "park"
  /** another process has taken the item over: leave it to it, go on with the others */
  | "taken-over"
  /** this item cannot be done: record it and go on with the others (exit 1) */
  | "item"
  /** stop cleanly, all work is kept and can be resumed (exit 3) */
  | "stop"
  /** our own mistake */
  | "bug";

/** Base of every error this project throws on purpose. */
export abstract class CurateError extends Error {
  abstract readonly kind: ErrorKind;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The user must fix something. The message names the subject, the rule, the value found and the next action. */
export class UserError extends CurateError {
  readonly kind = "user";
}

/** A browser crashed, a sandbox could not be made, a disk call failed: nobody's fault but the machine's. */
export class InfrastructureError extends CurateError {
  readonly kind = "infrastructure";
}

/** A provider asked for a long pause. What was recorded of the item is kept. */
export class ParkError extends CurateError {
  readonly kind = "park";
}

/** Another process has taken the item over. What is committed from now on is committed by it. */
export class TakenOverError extends CurateError {
  readonly kind = "taken-over";
}

/** One item failed for good; the others go on. `reason` is a stable kebab id. */
export class ItemError extends CurateError {
  readonly kind = "item";
  readonly reason: string;

  constructor(reason: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** A signal or the budget asked the run to stop. */
export class StopError extends CurateError {
  readonly kind = "stop";
}

/** A state our own code must never reach. */
export class BugError extends CurateError {
  readonly kind = "bug";
}

/** The message of anything thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whether a system call failed for one of these reasons: `ENOENT`, `EEXIST`, ... */
export function hasErrorCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

/** Exhaustiveness check for switches over a union. */
export function assertNever(value: never): never {
  throw new BugError(`Unhandled case: ${JSON.stringify(value)}`);
}
