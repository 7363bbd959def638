import { useEffect, useRef, useState } from "react";
import { content } from "../data";
import { FeatureBand, Hero, Notice } from "../parts";
import { useCollection } from "../store";

const width = 560;
const height = 320;
const paddle = { width: 96, height: 12, y: height - 28 };
const ballRadius = 8;
const lives = 3;

const bricks = () =>
  Array.from({ length: 24 }, (_, at) => ({
    x: 14 + (at % 8) * 67,
    y: 18 + Math.floor(at / 8) * 26,
    hit: false,
  }));

function newGame() {
  return {
    paddleX: width / 2,
    x: width / 2,
    y: height - 60,
    vx: 2.4,
    vy: -3,
    points: 0,
    lives,
    bricks: bricks(),
  };
}

/** Moves the ball by one frame. */
function advance(game) {
  game.x += game.vx;
  game.y += game.vy;
  if (game.x < ballRadius || game.x > width - ballRadius) game.vx = -game.vx;
  if (game.y < ballRadius) game.vy = -game.vy;
  const onPaddle = Math.abs(game.x - game.paddleX) < paddle.width / 2 + ballRadius;
  if (game.vy > 0 && game.y > paddle.y - ballRadius && game.y < paddle.y + paddle.height && onPaddle) {
    game.vy = -Math.abs(game.vy) * 1.02;
    game.vx = (game.x - game.paddleX) / 14;
  }
  for (const brick of game.bricks) {
    if (brick.hit || game.x < brick.x || game.x > brick.x + 61 || game.y < brick.y || game.y > brick.y + 20)
      continue;
    brick.hit = true;
    game.vy = -game.vy;
    game.points += 10;
    break;
  }
  if (game.y > height) {
    game.lives--;
    Object.assign(game, { x: game.paddleX, y: height - 60, vx: 2.4, vy: -3 });
  }
}

function draw(canvas, game) {
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name);
  const pen = canvas.getContext("2d");
  pen.fillStyle = colour("--surface");
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = colour("--brand");
  for (const brick of game.bricks) if (!brick.hit) pen.fillRect(brick.x, brick.y, 61, 20);
  pen.fillRect(game.paddleX - paddle.width / 2, paddle.y, paddle.width, paddle.height);
  pen.fillStyle = colour("--ink");
  pen.beginPath();
  pen.arc(game.x, game.y, ballRadius, 0, Math.PI * 2);
  pen.fill();
}

export default function HomePage() {
  const scores = useCollection("scores");
  const canvas = useRef(null);
  const game = useRef(newGame());
  const [state, setState] = useState("ready");
  const [points, setPoints] = useState(0);
  const [left, setLeft] = useState(lives);

  const movePaddle = (x) => {
    game.current.paddleX = Math.min(width - paddle.width / 2, Math.max(paddle.width / 2, x));
    draw(canvas.current, game.current);
  };

  useEffect(() => {
    draw(canvas.current, game.current);
    if (state !== "playing") return undefined;
    let frame = 0;
    const tick = () => {
      advance(game.current);
      draw(canvas.current, game.current);
      setPoints(game.current.points);
      setLeft(game.current.lives);
      const over = game.current.lives === 0 || game.current.bricks.every((brick) => brick.hit);
      if (over) setState("over");
      else frame = requestAnimationFrame(tick);
    };
    frame = requestAnimationFrame(tick);
    return () => cancelAnimationFrame(frame);
  }, [state]);

  const start = () => {
    game.current = newGame();
    setPoints(0);
    setLeft(lives);
    setState("playing");
  };

  const pause = () => setState(state === "playing" ? "paused" : "playing");

  const keepScore = () => {
    scores.add({ player: "You", points, date: "Today" });
    setState("ready");
  };

  const steer = (event) => {
    if (event.key === "ArrowLeft") movePaddle(game.current.paddleX - 32);
    if (event.key === "ArrowRight") movePaddle(game.current.paddleX + 32);
  };

  const messages = {
    ready: content.welcome,
    playing: "Playing: move with the mouse or the arrow keys.",
    paused: "The game is paused.",
    over: `The game is over: ${points} points.`,
  };

  return (
    <>
      <Hero
        facts={[
          { label: "Score", value: points },
          { label: "Lives", value: left },
          { label: "High score", value: Math.max(...scores.items.map((each) => each.points), 0) },
        ]}
      >
        <button type="button" onClick={start}>
          {state === "ready" ? "Start game" : "Restart game"}
        </button>
        <button
          type="button"
          className="quiet"
          disabled={state === "ready" || state === "over"}
          onClick={pause}
        >
          {state === "paused" ? "Go on" : "Pause"}
        </button>
        <button type="button" className="quiet" disabled={state !== "over"} onClick={keepScore}>
          Keep score
        </button>
      </Hero>
      <Notice text={messages[state]} />
      <div className="columns">
        <canvas
          ref={canvas}
          className="playfield"
          width={width}
          height={height}
          tabIndex={0}
          onKeyDown={steer}
          onMouseMove={(event) =>
            movePaddle((event.nativeEvent ?? event).offsetX * (width / event.currentTarget.clientWidth))
          }
        />
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
