import { sha256Hex } from "../../../pipeline/run/digest.ts";

export type Split = "train" | "validation";

/**
 * The split of an instruction: a hash of its id, so that no later version of a dataset moves it across, and all that
 * is made from it stays on one side. `validationShare` is 0 to 1.
 */
export function splitOf(instructionId: string, validationShare: number): Split {
  const position = Number.parseInt(sha256Hex(`split\n${instructionId}`).slice(0, 8), 16) / 2 ** 32;
  return position < validationShare ? "validation" : "train";
}
