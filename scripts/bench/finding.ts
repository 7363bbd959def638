import { median, type PairedTiming, ratioOf } from "./paired-timing.ts";

/** One line of a benchmark's result, beside what is demanded of it. */
export interface Finding {
  what: string;
  measured: string;
  demanded: string;
  reached: boolean;
}

/** A ratio that is to be at least `demanded`. */
export function ratioFinding(what: string, timing: PairedTiming, demanded: number): Finding {
  const ratio = ratioOf(timing);
  const times = `${seconds(median(timing.referenceMs))} to ${seconds(median(timing.oursMs))}`;
  return {
    what,
    measured: `${ratio.median.toFixed(1)}x (${ratio.least.toFixed(1)} to ${ratio.most.toFixed(1)}), ${times}`,
    demanded: `at least ${demanded}x`,
    reached: ratio.median >= demanded,
  };
}

/** One line of text, saying so where the goal was missed. */
export function formatFinding({ what, measured, demanded, reached }: Finding): string {
  return `  ${reached ? "ok            " : "BELOW THE GOAL"}  ${what}: ${measured}; demanded: ${demanded}`;
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
