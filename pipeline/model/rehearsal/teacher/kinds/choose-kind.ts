import type { Random } from "../../../../random/random.ts";
import { arcadeGame } from "./arcade-game.ts";
import { board } from "./board.ts";
import { booking } from "./booking.ts";
import { brochure } from "./brochure.ts";
import { catalogue } from "./catalogue.ts";
import { dashboard } from "./dashboard.ts";
import { forum } from "./forum.ts";
import { journal } from "./journal.ts";
import { lessons } from "./lessons.ts";
import { mailbox } from "./mailbox.ts";
import { memoryGame } from "./memory-game.ts";
import type { PageKind } from "./page-kind.ts";
import { player } from "./player.ts";
import { records } from "./records.ts";

/** Adding a kind: its data here, its page under templates/pages. */
export const pageKinds: readonly [PageKind, ...PageKind[]] = [
  catalogue,
  dashboard,
  journal,
  booking,
  board,
  forum,
  brochure,
  mailbox,
  records,
  player,
  lessons,
  memoryGame,
  arcadeGame,
];

/** The first sentence says what the site is, the others what it has. */
const openingWeight = 4;

/** The kind whose words the instruction uses most; among equals, and where it uses none, one is drawn. */
export function chooseKind(instruction: string, random: Random): PageKind {
  const opening = instruction.split(/[.!?]\s/, 1)[0] ?? "";
  const scores = pageKinds.map(
    (kind) => count(instruction, kind.clue) + openingWeight * count(opening, kind.clue),
  );
  const highest = Math.max(...scores);
  return random.pick(pageKinds.filter((_, at) => scores[at] === highest));
}

function count(text: string, clue: RegExp): number {
  return text.match(clue)?.length ?? 0;
}
