import { hashOf } from "../run/digest.ts";
import { redactValue } from "./redact.ts";
import type { Settings } from "./settings.ts";

/**
 * Hash over the part of the settings that can change what is recorded. Where the run lies, how much of it runs at
 * once, what it may cost and what is made of it afterwards are not part of it, so they can change on resume.
 */
export function configHashOf(settings: Settings, promptSetHash: string): string {
  const { concurrency: _, ...record } = settings.record;
  const models = Object.fromEntries(
    Object.entries(settings.models).map(([role, endpoint]) => {
      if (endpoint === null) return [role, null];
      const {
        apiKeyEnv: _key,
        price: _price,
        concurrency: _limit,
        timeoutMs: _timeout,
        idleTimeoutMs: _idle,
        stream: _stream,
        requestsPerMinute: _requests,
        tokensPerMinute: _tokens,
        ...answering
      } = endpoint;
      return [role, answering];
    }),
  );
  // what decides on datasets alone makes no other trajectory
  const { repeatedValidation: _validation, ...compat } = settings.compat;
  return hashOf({
    seed: settings.seed,
    models: redactValue(models),
    record,
    compat,
    promptSetHash,
  });
}
