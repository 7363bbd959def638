import { expect, test } from "vitest";
import { dispatch } from "../../pipeline/queue/dispatcher.ts";

const never = new AbortController().signal;

test("items are begun in order, so many at a time, and a failed one stops no other", async () => {
  let running = 0;
  let most = 0;
  const begun: string[] = [];
  const outcomes = await dispatch({
    ids: ["a", "b", "c", "d", "e"],
    concurrency: 2,
    signal: never,
    work: async (id) => {
      begun.push(id);
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
      if (id === "b") throw new Error("b is broken");
      return id.toUpperCase();
    },
  });
  expect(begun).toEqual(["a", "b", "c", "d", "e"]);
  expect(most).toBe(2);
  expect(outcomes.filter((outcome) => outcome.ok).map((outcome) => outcome.result)).toEqual([
    "A",
    "C",
    "D",
    "E",
  ]);
  expect(outcomes.find((outcome) => !outcome.ok)).toMatchObject({ id: "b", error: new Error("b is broken") });
});

test("once stopped, nothing more is begun and what is under way is awaited", async () => {
  const stop = new AbortController();
  const ended: string[] = [];
  const outcomes = await dispatch({
    ids: ["a", "b", "c", "d"],
    concurrency: 2,
    signal: stop.signal,
    work: async (id) => {
      stop.abort();
      await Promise.resolve();
      ended.push(id);
    },
  });
  expect(ended).toEqual(["a"]);
  expect(outcomes).toHaveLength(1);
});
