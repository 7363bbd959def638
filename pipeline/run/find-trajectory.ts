import { UserError } from "../errors.ts";
import type { RunReader } from "./run-reader.ts";

/** Ids that a message names at most. */
const mostNamed = 5;

/** The id that begins with `given`, as long as only one does. Throws UserError when none or several do. */
export async function findTrajectoryId(reader: RunReader, given: string): Promise<string> {
  const ids = await reader.trajectoryIds();
  if (ids.includes(given)) return given;
  const matching = given === "" ? [] : ids.filter((id) => id.startsWith(given));
  const [id, ...others] = matching;
  if (id === undefined)
    throw new UserError(
      `Trajectory ${JSON.stringify(given)} is not in ${reader.dir}. \`curate status\` lists those that are.`,
    );
  if (others.length === 0) return id;
  const named = matching.slice(0, mostNamed).join(", ");
  const more = matching.length > mostNamed ? `, and ${matching.length - mostNamed} more` : "";
  throw new UserError(
    `${matching.length} trajectories begin with ${JSON.stringify(given)}: ${named}${more}. Give more of the id.`,
  );
}
