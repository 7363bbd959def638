import { expect, test } from "vitest";
import {
  changeQuery,
  formatRoute,
  parseRoute,
  type Route,
} from "../../../stages/audit/viewer/route/route.ts";

const routes: [hash: string, route: Route][] = [
  ["#/", { page: "runs", query: {} }],
  ["#/first/overview", { page: "overview", run: "first", query: {} }],
  [
    "#/first/trajectories?sort=-cost&type=Shop",
    { page: "trajectories", run: "first", query: { type: "Shop", sort: "-cost" } },
  ],
  [
    "#/a%2Fb/trajectory/x%20y?step=3&tab=files",
    { page: "trajectory", run: "a/b", id: "x y", query: { step: "3", tab: "files" } },
  ],
  ["#/first/review?blind=1", { page: "review", run: "first", query: { blind: "1" } }],
  ["#/compare?a=x&b=y", { page: "compare", query: { a: "x", b: "y" } }],
];

test.each(routes)("%s is read and written", (hash, route) => {
  expect(parseRoute(hash)).toEqual(route);
  expect(formatRoute(route)).toBe(hash);
});

test.each([
  ["", { page: "runs", query: {} }],
  ["#/first", { page: "overview", run: "first", query: {} }],
  ["#/first/nothing", { page: "unknown", hash: "#/first/nothing", query: {} }],
  ["#/first/trajectory", { page: "unknown", hash: "#/first/trajectory", query: {} }],
  ["#/%E0%A4%A/overview", { page: "unknown", hash: "#/%E0%A4%A/overview", query: {} }],
])("%j leads somewhere", (hash, route) => {
  expect(parseRoute(hash)).toEqual(route);
});

test("any text survives in a query", () => {
  const query = { q: "<script>&=?#%|ü 日本" };
  expect(parseRoute(formatRoute({ page: "trajectories", run: "r", query })).query).toEqual(query);
});

test("a change of the query adds, replaces and removes", () => {
  expect(changeQuery({ a: "1", b: "2", c: "3" }, { a: "9", b: null, c: "", d: "4" })).toEqual({
    a: "9",
    d: "4",
  });
});
