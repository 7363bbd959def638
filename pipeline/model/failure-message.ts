import { ItemError, ParkError, UserError } from "../errors.ts";
import { addressOf } from "./call-key.ts";
import type { EndpointLine } from "./endpoint-line.ts";
import type { EndpointFault, Remedy } from "./model-error.ts";

const goOn = "then run the same command to go on.";

/** The endpoint as messages name it: `teacher model deepseek-v3 at https://...`. */
export function subjectOf({ role, endpoint }: EndpointLine): string {
  return `${role} model ${endpoint.model} at ${addressOf(endpoint)}`;
}

/** A refusal that will come again until the user has changed something. */
export function refusedError(
  line: EndpointLine,
  { reason }: Extract<Remedy, { action: "fatal" }>,
): UserError {
  return new UserError(`${subjectOf(line)} refused the call: ${reason}. ${refusalAdvice(line, reason)}`);
}

function refusalAdvice({ role, endpoint }: EndpointLine, reason: string): string {
  const at = `models.${role}`;
  if (/^HTTP 40[13]\b/.test(reason)) {
    return endpoint.apiKeyEnv === undefined
      ? `It wants a key: name the environment variable that holds it in ${at}.apiKeyEnv, ${goOn}`
      : `Check the key in the environment variable ${endpoint.apiKeyEnv} (${at}.apiKeyEnv), ${goOn}`;
  }
  if (/^HTTP 404\b/.test(reason))
    return `Check ${at}.model and ${at}.baseURL (it usually ends in /v1), ${goOn}`;
  if (/^HTTP 4(02|29)\b/.test(reason))
    return `The account has nothing left: top it up or name another in ${at}, ${goOn}`;
  const stream = endpoint.stream === false ? "" : `; ${at}.stream: false, where the server cannot stream`;
  return `Check ${at} (baseURL, model, extraBody${stream}), ${goOn}`;
}

/** Nobody has been answered for too long. */
export function unavailableError(
  line: EndpointLine,
  failure: { fault: EndpointFault; reason: string; rounds: number; failingForMs: number },
): UserError {
  const { fault, reason, rounds, failingForMs } = failure;
  const tries = `${reason} (${rounds} tries in ${Math.ceil(failingForMs / 1000)} s, none answered)`;
  return new UserError(`${subjectOf(line)} ${adviceByFault(line, fault, reason, tries)}`);
}

function adviceByFault({ role }: EndpointLine, fault: EndpointFault, reason: string, tries: string): string {
  const address = `models.${role}.baseURL`;
  switch (fault) {
    case "unreachable": {
      const isOtherProtocol = /HPE_|HTTP\/1\.1 protocol|EPROTO|SSL|wrong version|packet length/i.test(reason);
      return isOtherProtocol
        ? `does not speak the protocol of its address: ${tries}. Check whether ${address} should begin with http:// or https://, and its port, ${goOn}`
        : `cannot be reached: ${tries}. Check ${address} and that the server is running, ${goOn}`;
    }
    case "not-a-model":
      return `answers with a web page instead of a reply: ${tries}. Check ${address} (it usually ends in /v1) and that no proxy stands in between, ${goOn}`;
    case "faltering":
      return `fails whatever it is asked: ${tries}. Wait for it to recover or name another in models.${role}, ${goOn}`;
  }
}

export function parkedError(
  line: EndpointLine,
  { waitMs, reason }: Extract<Remedy, { action: "park" }>,
): ParkError {
  return new ParkError(
    `${subjectOf(line)} asks for a pause of ${Math.round(waitMs / 1000)} s (${reason}). Run the same command later to go on.`,
  );
}

export function rejectedError(
  line: EndpointLine,
  { id, reason }: Extract<Remedy, { action: "reject" }>,
): ItemError {
  const why = {
    "context-length": "the conversation is longer than the model takes",
    "content-filter": "the provider's content filter withheld it",
  }[id];
  return new ItemError(id, `${subjectOf(line)} did not take the call: ${why} (${reason})`);
}
