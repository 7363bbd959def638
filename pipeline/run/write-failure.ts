import { CurateError, errorMessage, hasErrorCode, StopError, UserError } from "../errors.ts";

/** Nothing but the user changes these. */
const lastingCodes = ["ENOSPC", "EDQUOT", "EROFS", "EACCES", "EPERM"];

/**
 * The error for a record of a run that could not be written. Either kind stops the run: what cannot be kept must not be
 * paid for. The next start verifies what is on the disk and goes on from there.
 */
export function writeFailure(path: string, cause: unknown): CurateError {
  if (cause instanceof CurateError) return cause;
  const subject = `${path} could not be written (${errorMessage(cause)}). What was recorded before is kept, nothing more was begun.`;
  return hasErrorCode(cause, ...lastingCodes)
    ? new UserError(
        `${subject} Make room on the disk, or the folder writable, then run the same command to go on.`,
        {
          cause,
        },
      )
    : new StopError(`${subject} Run the same command to go on.`, { cause });
}

/** Does what writes to `path`. Throws UserError or StopError when that fails. */
export async function writing<Result>(path: string, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (cause) {
    throw writeFailure(path, cause);
  }
}
