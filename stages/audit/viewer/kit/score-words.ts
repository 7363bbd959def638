import type { ShownScore } from "../../views/trajectory-row.ts";

const words: Record<ShownScore["status"] | "none", string> = {
  measured: "measured",
  "not-run": "not run",
  "judge-error": "judge failed",
  "infra-error": "not measurable",
  none: "none",
};

/** What a score's status is called; `none` where there is no step to score. */
export function statusWords(status: ShownScore["status"] | "none"): string {
  return words[status];
}
