import type { Random } from "../../../../random/random.ts";
import { people } from "../brief/people.ts";
import type { Row } from "./page-kind.ts";
import { numbered } from "./rows.ts";

/** A ranking for a game that nobody has played here yet. */
export function gameScores(random: Random): Row[] {
  return numbered(
    random
      .shuffle(people)
      .slice(0, 5)
      .map((player) => ({ player, points: 40 + 10 * random.below(40), date: "Last week" })),
  );
}
