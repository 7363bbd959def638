import { gameScores } from "./game-scores.ts";
import type { PageKind } from "./page-kind.ts";

/** A ball, a paddle and a wall of bricks. */
export const arcadeGame: PageKind = {
  id: "arcade-game",
  clue: /\b(?:games?|gaming|ping.?pong|pong|tennis|paddles?|balls?|bricks?|arcade|shoot\w*|fight\w*|tetris|snake|rac(?:e|ing)|jump\w*|keyboard|aircraft|bubble|tank|runner|pinball|breakout|levels?|combat)\b/gi,
  homeLabel: "Play",
  mainHandler: "onClick={start}",
  data({ features }, random) {
    return {
      content: {
        welcome: "Press start, then move with the mouse or the arrow keys.",
        rules: [
          "Keep the ball in the air.",
          "Each brick brings 10 points.",
          "You have three lives.",
          ...features.slice(0, 2).map(({ name }) => `See also: ${name.toLowerCase()}.`),
        ],
      },
      collections: { scores: gameScores(random) },
    };
  },
};
