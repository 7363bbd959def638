import { useEffect, useState } from "preact/hooks";
import { type KeyBinding, useKeys } from "../../kit/keys.tsx";
import type { Draft } from "./review-draft.ts";

export interface ReviewActions {
  next(): void;
  previous(): void;
  score(score: number | null): void;
  guiScore(score: number | null): void;
  decide(decision: NonNullable<Draft["decision"]>): void;
  note(): void;
  /** Along the steps that have a screenshot. */
  step(by: number): void;
}

/** The keys of the review desk. Returns whether `g` was pressed, so that the next digit is a GUI score. */
export function useReviewKeys(act: ReviewActions): boolean {
  const [pendingGui, setPendingGui] = useState(false);
  useEffect(() => {
    if (!pendingGui) return;
    const forget = (event: KeyboardEvent) => {
      if (!/^[1-5]$/.test(event.key)) setPendingGui(false);
    };
    // before the key's own binding: `g` and then `j` goes on to the next trajectory
    window.addEventListener("keydown", forget, { capture: true });
    return () => window.removeEventListener("keydown", forget, { capture: true });
  }, [pendingGui]);
  const digits = [0, 1, 2, 3, 4, 5].map(
    (digit): KeyBinding => ({
      key: String(digit),
      does: digit === 0 ? "screenshot score" : null,
      shownAs: "0 – 5",
      run() {
        if (!pendingGui) return act.score(digit);
        setPendingGui(false);
        if (digit > 0) act.guiScore(digit);
      },
    }),
  );
  useKeys("Review", [
    { key: "j", does: "next trajectory", run: act.next },
    { key: "k", does: "previous trajectory", run: act.previous },
    ...digits,
    { key: "g", does: "then 1 – 5: GUI score", run: () => setPendingGui(true) },
    { key: "y", does: "keep", run: () => act.decide("keep") },
    { key: "n", does: "reject", run: () => act.decide("reject") },
    { key: "u", does: "unsure", run: () => act.decide("unsure") },
    { key: "e", does: "write a note; Escape leaves it", run: act.note },
    { key: "ArrowRight", does: "next screenshot", run: () => act.step(1) },
    { key: "ArrowLeft", does: "previous screenshot", run: () => act.step(-1) },
  ]);
  return pendingGui;
}
