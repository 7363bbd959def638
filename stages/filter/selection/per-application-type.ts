import { firstOfEach, type Selection } from "../selection.ts";

/** The best so many trajectories of an application type. */
export const perApplicationType: Selection<"per-application-type"> = ({ max }, candidates) =>
  firstOfEach(candidates, ({ applicationType }) => applicationType, max);
