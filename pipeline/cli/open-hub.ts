import { setTimeout as wait } from "node:timers/promises";
import type { HubAccess } from "../hub/hub-access.ts";
import { createRetryingFetch } from "../hub/retrying-fetch.ts";
import type { CommandContext } from "./command-context.ts";

/** A shorter wait is not worth a line. */
const noticedWaitMs = 2_000;

/** The Hub as the environment names it: HF_ENDPOINT, HF_TOKEN. What fails for the moment is tried again. */
export function openHub({ env, signal, now, report }: CommandContext): HubAccess {
  return {
    fetch: createRetryingFetch({
      fetch,
      signal,
      wait: (ms, stop) => wait(ms, undefined, { signal: stop }),
      random: Math.random,
      now,
      onWait: ({ waitMs, because, path }) => {
        if (waitMs >= noticedWaitMs)
          report({
            kind: "notice",
            message: `${because}: ${path} is asked again in ${Math.ceil(waitMs / 1000)} s`,
          });
      },
    }),
    signal,
    ...(env.HF_ENDPOINT && { hubUrl: env.HF_ENDPOINT.replace(/\/+$/, "") }),
    ...(env.HF_TOKEN && { accessToken: env.HF_TOKEN }),
  };
}

/** Credentials that the environment holds, so that none of them leaves in a dataset. */
export function environmentSecrets({ env }: CommandContext): { name: string; value: string }[] {
  return Object.entries(env).flatMap(([name, value]) =>
    /(?:KEY|TOKEN|SECRET|PASSWORD)$/i.test(name) && value !== undefined ? [{ name, value }] : [],
  );
}
