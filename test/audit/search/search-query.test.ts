import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { searchExpression } from "../../../stages/audit/search/search-query.ts";

it.each<[string, string | null]>([
  ["", null],
  ["  ?! -- ", null],
  ["todo", '"todo"*'],
  ["todo list", '"todo" AND "list"*'],
  ['"todo list" dark', '"todo list" AND "dark"*'],
  ['"todo list"', '"todo list"'],
  ['"never closed', '"never closed"'],
  ["files:x NOT y", '"files:x" AND "NOT" AND "y"*'],
  ["bg-teal-500", '"bg-teal-500"*'],
])("%j is looked for as %j", (typed, expression) => {
  expect(searchExpression(typed)).toBe(expression);
});

it("makes no syntax error of anything that is typed", () => {
  const database = new DatabaseSync(":memory:");
  database.exec("CREATE VIRTUAL TABLE texts USING fts5(a, b, content = '', contentless_delete = 1)");
  const find = database.prepare("SELECT rowid FROM texts WHERE texts MATCH ?");
  const signs = [
    '"',
    "*",
    "(",
    ")",
    ":",
    "^",
    "-",
    "+",
    "{",
    "}",
    "NEAR",
    "AND",
    "OR",
    "NOT",
    "a",
    "é",
    "\0",
    "\ud800",
    " ",
  ];
  for (const one of signs)
    for (const two of signs)
      for (const three of signs) {
        const expression = searchExpression(`${one}${two}${three}`);
        if (expression !== null) expect(() => find.all(expression)).not.toThrow();
      }
  database.close();
});
