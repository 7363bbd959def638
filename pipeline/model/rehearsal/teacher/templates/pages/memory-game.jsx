import { useState } from "react";
import { content } from "../data";
import { FeatureBand, Hero, Notice } from "../parts";
import { useCollection } from "../store";

/** Two of each symbol, in an order that follows from the number of the round. */
function deal(round) {
  const cards = content.symbols.flatMap((symbol) => [symbol, symbol]);
  let state = round * 2654435761;
  for (let at = cards.length - 1; at > 0; at--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = state % (at + 1);
    [cards[at], cards[other]] = [cards[other], cards[at]];
  }
  return cards.map((symbol, place) => ({ place, symbol, found: false }));
}

export default function HomePage() {
  const scores = useCollection("scores");
  const [round, setRound] = useState(1);
  const [cards, setCards] = useState(() => deal(1));
  const [turned, setTurned] = useState([]);
  const [moves, setMoves] = useState(0);
  const [paused, setPaused] = useState(false);
  const [notice, setNotice] = useState(content.welcome);

  const found = cards.filter((card) => card.found).length / 2;
  const score = Math.max(0, found * 100 - moves * 5);

  const start = () => {
    setRound(round + 1);
    setCards(deal(round + 1));
    setTurned([]);
    setMoves(0);
    setPaused(false);
    setNotice(`Round ${round + 1}: find all ${content.symbols.length} pairs.`);
  };

  const turn = (card) => {
    if (card.found || turned.includes(card.place)) return;
    setPaused(false);
    const open = turned.length === 2 ? [card.place] : [...turned, card.place];
    setTurned(open);
    if (open.length < 2) return;
    setMoves(moves + 1);
    const [first, second] = open.map((place) => cards[place]);
    if (first.symbol !== second.symbol) {
      setNotice("No pair. Try again.");
      return;
    }
    const next = cards.map((each) => (open.includes(each.place) ? { ...each, found: true } : each));
    setCards(next);
    if (next.every((each) => each.found)) {
      const points = Math.max(0, content.symbols.length * 100 - (moves + 1) * 5);
      scores.add({ player: "You", points, date: "Today" });
      setNotice(`You won with ${points} points!`);
    } else setNotice("A pair! Go on.");
  };

  return (
    <>
      <Hero
        facts={[
          { label: "Score", value: score },
          { label: "Moves", value: moves },
          { label: "High score", value: Math.max(...scores.items.map((each) => each.points), 0) },
        ]}
      >
        <button type="button" onClick={start}>
          New game
        </button>
        <button type="button" className="quiet" onClick={() => setPaused(!paused)}>
          {paused ? "Go on" : "Pause"}
        </button>
      </Hero>
      <Notice text={paused ? "The game is paused." : notice} />
      <div className="columns">
        <section className="table-top">
          {cards.map((card) => {
            const open = card.found || turned.includes(card.place);
            return (
              <button
                key={card.place}
                type="button"
                aria-label={open ? card.symbol : `Card ${card.place + 1}`}
                className={card.found ? "tile open found" : open ? "tile open" : "tile"}
                disabled={open}
                onClick={() => turn(card)}
              >
                {open ? card.symbol : "?"}
              </button>
            );
          })}
        </section>
        <aside className="panel sticky">
          <h2>Best players</h2>
          <ol className="ranking">
            {scores.items
              .toSorted((a, b) => b.points - a.points)
              .slice(0, 6)
              .map((each) => (
                <li key={each.id}>
                  <span>{each.player}</span>
                  <b>{each.points}</b>
                </li>
              ))}
          </ol>
          <h2>How to play</h2>
          <ul className="rules">
            {content.rules.map((rule) => (
              <li key={rule}>{rule}</li>
            ))}
          </ul>
        </aside>
      </div>
      <FeatureBand />
    </>
  );
}
