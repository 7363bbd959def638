import type { Endpoint } from "../contracts/generated/config.ts";
import type { TokenUsage } from "../contracts/generated/node.ts";

/**
 * Cost of a call in US dollars: what the provider reported, else tokens times the configured price per million,
 * cached prompt tokens at their own price where one is given; null when there is neither. Rehearsal models cost 0.
 */
export function costOf(endpoint: Endpoint, usage: TokenUsage, reportedCostUsd: number | null): number | null {
  if (endpoint.baseURL === "rehearsal") return 0;
  if (reportedCostUsd !== null) return reportedCostUsd;
  if (endpoint.price === undefined) return null;
  const {
    inputPerMillionUsd,
    outputPerMillionUsd,
    cachedInputPerMillionUsd = inputPerMillionUsd,
  } = endpoint.price;
  const cached = usage.cachedTokens ?? 0;
  const fresh = Math.max(0, usage.promptTokens - cached);
  return (
    (fresh * inputPerMillionUsd +
      cached * cachedInputPerMillionUsd +
      usage.completionTokens * outputPerMillionUsd) /
    1e6
  );
}
