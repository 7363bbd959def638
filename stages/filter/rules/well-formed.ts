import { pathTo } from "../../../pipeline/run/trajectory.ts";
import { atMost, type Rule } from "../rule.ts";

/** Malformed replies on the path to the chosen step. */
export const wellFormed: Rule<"well-formed"> = ({ maxMalformedSteps }, { trajectory, chosen }) =>
  atMost(
    chosen === null
      ? null
      : pathTo(trajectory.nodes, chosen.step).filter((node) => node.kind === "malformed").length,
    maxMalformedSteps,
  );
