import { gameScores } from "./game-scores.ts";
import type { PageKind } from "./page-kind.ts";

const symbols = ["★", "♥", "♣", "♦", "♫", "☀", "☂", "⚑", "⚓", "✿", "☕", "✈"];

/** A game of pairs. */
export const memoryGame: PageKind = {
  id: "memory-game",
  clue: /\b(?:games?|gaming|cards?|puzzles?|memory|chess|board games?|dice|ludo|poker|mahjong)\b/gi,
  homeLabel: "Play",
  mainHandler: "onClick={() => turn(card)}",
  data({ features }, random) {
    return {
      content: {
        symbols: random.shuffle(symbols).slice(0, 9),
        welcome: "Turn two cards. Equal ones stay open.",
        rules: [
          "Turn two cards at a time.",
          "A pair brings 100 points, each turn costs 5.",
          "Find all pairs to enter the ranking.",
          ...features.slice(0, 2).map(({ name }) => `See also: ${name.toLowerCase()}.`),
        ],
      },
      collections: { scores: gameScores(random) },
    };
  },
};
