import { expect, test } from "vitest";
import {
  asReview,
  type Draft,
  draftOf,
  emptyDraft,
  parseDrafts,
} from "../../../stages/audit/viewer/pages/review/review-draft.ts";
import { buildReview } from "./support/row-builder.ts";

const draft: Draft = {
  decision: "keep",
  screenshotScore: 4,
  guiScore: null,
  note: "Good.",
  step: 2,
  blind: true,
  saved: false,
};

test("what is said becomes a review once it is decided", () => {
  expect(asReview("t-1", "ada", { ...draft, decision: null })).toBeNull();
  expect(asReview("t-1", "ada", draft)).toEqual({
    trajectoryId: "t-1",
    reviewer: "ada",
    decision: "keep",
    screenshotScore: 4,
    guiScore: null,
    note: "Good.",
    step: 2,
    blind: true,
  });
});

test("a reviewer goes on from the own review, the last one, and from nobody else's", () => {
  const reviews = [
    buildReview({ reviewer: "grace", decision: "unsure" }),
    buildReview({ decision: "reject" }),
    buildReview({ decision: "keep", note: "Better." }),
  ];
  expect(draftOf(reviews, "ada")).toMatchObject({ decision: "keep", note: "Better.", saved: true });
  expect(draftOf(reviews, "linus")).toEqual(emptyDraft);
});

test.each([
  [null, []],
  ["", []],
  ["{", []],
  ["null", []],
  ['["x"]', []],
  [JSON.stringify({ "t-1": draft }), [["t-1", draft]]],
  [JSON.stringify({ "t-1": { ...draft, screenshotScore: 9 } }), []],
  [JSON.stringify({ "t-1": { ...draft, decision: "burn" } }), []],
  [JSON.stringify({ "t-1": { ...draft, note: 3 }, "t-2": draft }), [["t-2", draft]]],
])("of %s the drafts are read", (text, drafts) => {
  expect([...parseDrafts(text)]).toEqual(drafts);
});
