import {
  BugError,
  CurateError,
  type ErrorKind,
  errorMessage,
  InfrastructureError,
  ItemError,
  ParkError,
  StopError,
  TakenOverError,
  UserError,
} from "../errors.ts";

/** An error as it travels through the queue: its kind, and what it says. */
export function reasonOf(error: unknown): string {
  return `${error instanceof CurateError ? error.kind : "bug"}: ${errorMessage(error)}`;
}

/** The error again. What the queue itself says, of a worker that died again and again, is the item's. */
export function errorOfReason(reason: string): CurateError {
  const [, kind = "", message = reason] = /^([a-z-]+): (.*)$/s.exec(reason) ?? [];
  return Object.hasOwn(errors, kind)
    ? errors[kind as ErrorKind](message)
    : new ItemError("quarantined", `${reason}: its workers died at it again and again`);
}

const errors: Record<ErrorKind, (message: string) => CurateError> = {
  user: (message) => new UserError(message),
  infrastructure: (message) => new InfrastructureError(message),
  park: (message) => new ParkError(message),
  item: (message) => new ItemError("failed-at-worker", message),
  stop: (message) => new StopError(message),
  bug: (message) => new BugError(message),
  "taken-over": (message) => new TakenOverError(message),
};
