import { HubApiError } from "@huggingface/hub";
import { CurateError, errorMessage, InfrastructureError, UserError } from "../errors.ts";
import type { HubAccess } from "./hub-access.ts";

/** What was done with a repository when an error came. */
export type HubPurpose = "read" | "written";

/**
 * An error of the Hub as one that says what to do. What the user can mend is a UserError; a Hub that is down is none of
 * the user's doing. Errors of ours and the signal's reason pass as they are.
 */
export function explainHubError(
  error: unknown,
  subject: string,
  purpose: HubPurpose,
  access: HubAccess,
): unknown {
  if (access.signal.aborted) return access.signal.reason;
  if (error instanceof CurateError) return error;
  const [Kind, remedy] = remedyOf(error, purpose, access);
  return new Kind(`${subject} cannot be ${purpose}: ${remedy}`, { cause: error });
}

type Remedy = [Kind: typeof UserError | typeof InfrastructureError, remedy: string];

function remedyOf(error: unknown, purpose: HubPurpose, { accessToken }: HubAccess): Remedy {
  if (!(error instanceof HubApiError))
    return [
      UserError,
      `${errorMessage(error)}. Check the network and the address of the Hub, then run the same command again.`,
    ];
  switch (error.statusCode) {
    case 401:
    case 403:
      return [UserError, accessToken === undefined ? tokenMissing(purpose) : tokenRefused(purpose, error)];
    case 404:
      return [
        UserError,
        `the Hub does not have it (${error.message}). Check owner, name and revision${accessToken === undefined ? "; if it is private, set HF_TOKEN" : ""}.`,
      ];
    default:
      return [
        error.statusCode >= 500 ? InfrastructureError : UserError,
        `the Hub answered ${error.statusCode} (${error.message}). Run the same command again later.`,
      ];
  }
}

function tokenMissing(purpose: HubPurpose): string {
  return purpose === "written"
    ? "the Hub asks who you are. Set HF_TOKEN to a token that may write it."
    : "the Hub asks who you are: the data set is private, gated or not there. Set HF_TOKEN to a token that may read it.";
}

function tokenRefused(purpose: HubPurpose, { statusCode, message }: HubApiError): string {
  if (purpose === "read")
    return "the token may not read it. Ask for access on the data set's page, or use another token.";
  return statusCode === 401
    ? `the token is not valid any more (${message}). Set HF_TOKEN to a fresh one and run the same command again: what was sent is kept.`
    : `the token may not write it (${message}). Set HF_TOKEN to one with the right to write this repository.`;
}
