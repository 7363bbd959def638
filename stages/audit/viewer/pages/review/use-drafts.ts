import { useEffect, useRef, useState } from "preact/hooks";
import { liveAddresses } from "../../../views/addresses.ts";
import type { ReviewDraft } from "../../../views/trajectory-row.ts";
import { request } from "../../data/request.ts";
import { asReview, type Draft, type Drafts, keepDrafts, recallDrafts } from "./review-draft.ts";

export interface DraftKeeper {
  drafts: Drafts;
  /** Trajectories whose review the server does not have although it is decided, with the reason. */
  failures: ReadonlyMap<string, string>;
  change(id: string, draft: Draft): void;
  /** Sends what is said of a trajectory, where it is decided; what is said meanwhile stays. */
  send(id: string): void;
}

const leftBehind = "The page was left before they were saved.";

/** What is said of trajectories, sent at once and kept until the server has it. */
export function useDrafts(run: string, reviewer: string): DraftKeeper {
  const [drafts, setDrafts] = useState(() => recallDrafts(run, reviewer));
  const [failures, setFailures] = useState<ReadonlyMap<string, string>>(
    () => new Map([...drafts].flatMap(([id, { decision }]) => (decision === null ? [] : [[id, leftBehind]]))),
  );
  // answers come later than the keys that are pressed meanwhile
  const latest = useRef(drafts);
  const queue = useRef(Promise.resolve());
  useEffect(() => keepDrafts(run, reviewer, drafts), [run, reviewer, drafts]);
  const change = (id: string, draft: Draft) => {
    latest.current = new Map(latest.current).set(id, draft);
    setDrafts(latest.current);
  };
  const tell = (id: string, problem: string | null) =>
    setFailures((before) => {
      const after = new Map(before);
      if (problem === null) after.delete(id);
      else after.set(id, problem);
      return after;
    });
  const post = async (id: string, draft: Draft, review: ReviewDraft) => {
    try {
      await request(liveAddresses.reviews(run), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(review),
      });
      tell(id, null);
      if (latest.current.get(id) === draft) change(id, { ...draft, saved: true });
    } catch (error) {
      tell(id, error instanceof Error ? error.message : String(error));
    }
  };
  return {
    drafts,
    failures,
    change,
    send(id) {
      const draft = latest.current.get(id);
      const review = draft === undefined ? null : asReview(id, reviewer, draft);
      if (draft === undefined || review === null) return;
      // one after another: of two reviews of the same trajectory the later one counts
      queue.current = queue.current.then(() => post(id, draft, review));
    },
  };
}
