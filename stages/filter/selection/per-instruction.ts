import { firstOfEach, type Selection } from "../selection.ts";

/** The best so many trajectories of an instruction. */
export const perInstruction: Selection<"per-instruction"> = ({ max }, candidates) =>
  firstOfEach(candidates, ({ instructionId }) => instructionId, max);
