import { expect, test } from "vitest";
import { type DiffRow, diffFiles, markWords } from "../../../stages/audit/viewer/code/diff-files.ts";
import { foldRows } from "../../../stages/audit/viewer/code/fold-rows.ts";
import {
  type FileChange,
  type FileTreeNode,
  growFileTree,
} from "../../../stages/audit/viewer/code/grow-file-tree.ts";
import { highlightFile } from "../../../stages/audit/viewer/code/highlight.ts";
import { languageOf } from "../../../stages/audit/viewer/code/language-of.ts";
import { markTokens } from "../../../stages/audit/viewer/code/mark-tokens.ts";

test.each([
  ["src/App.jsx", "javascript"],
  ["vite.config.TS", "typescript"],
  ["index.html", "xml"],
  ["logo.svg", "xml"],
  ["package.json", "json"],
  ["README.md", "markdown"],
  ["photo.png", null],
  ["Dockerfile", null],
  ["a.constructor", null],
])("the language of %s is %s", (path, language) => {
  expect(languageOf(path)).toBe(language);
});

test("text is coloured line by line, and nothing of it is lost", () => {
  const text = `const a = \`one\ntwo \${b}\`; // <script>\r\n\nexport default "x";\n`;
  const { lines, note } = highlightFile(text, "a.js");
  expect(note).toBeNull();
  expect(lines.map((line) => line.map((token) => token.text).join(""))).toEqual(text.split(/\r?\n/));
  expect(lines[0]?.[0]).toEqual({ text: "const", kind: "keyword" });
  expect(lines[1]?.[0]).toEqual({ text: "two ", kind: "string" });
  expect(lines[1]?.at(-1)).toEqual({ text: "// <script>", kind: "comment" });
});

test.each([
  ["a file of no known language", "a.bin", "const a", null],
  ["a long file", "a.js", "a\n".repeat(60_000), /100,000 characters/],
  ["a long line", "a.js", `x = "${"a".repeat(6_000)}"`, /a line is longer/],
])("%s stays plain", (_, path, text, note) => {
  const highlighted = highlightFile(text, path);
  expect(highlighted.lines.flat().every(({ kind }) => kind === null)).toBe(true);
  if (note === null) expect(highlighted.note).toBeNull();
  else expect(highlighted.note).toMatch(note);
});

test("text that nests deeper than calls can is coloured all the same", () => {
  const text = "`${".repeat(30_000);
  expect(highlightFile(`${text}\n`, "a.txt").lines).toHaveLength(2);
  const lines = text.match(/.{1,300}/g) ?? [];
  expect(highlightFile(lines.join("\n"), "a.js").lines).toHaveLength(lines.length);
});

/** `=` same, `~` changed, `-` deleted, `+` added, with 1-based line numbers. */
function shape(rows: readonly DiffRow[]): string[] {
  const signs = { same: "=", changed: "~", deleted: "-", added: "+" };
  return rows.map(
    ({ kind, before, after }) =>
      `${signs[kind]}${before ? before.line + 1 : "."}/${after ? after.line + 1 : "."}`,
  );
}

test.each<[string, string, string, string[], number, number]>([
  ["equal texts", "a\nb\n", "a\nb\n", ["=1/1", "=2/2"], 0, 0],
  ["a changed line", "a\nb\nc\n", "a\nB\nc\n", ["=1/1", "~2/2", "=3/3"], 1, 1],
  ["more lines than before", "a\nb\nd", "a\nx\ny\nd", ["=1/1", "~2/2", "+./3", "=3/4"], 2, 1],
  ["fewer lines than before", "a\nb\nc\nd", "a\nx\nd", ["=1/1", "~2/2", "-3/.", "=4/3"], 1, 2],
  ["a new file", "", "a\nb\n", ["+./1", "+./2"], 2, 0],
  ["a deleted file", "a\n", "", ["-1/."], 0, 1],
  ["an end of line at the end", "a\nb", "a\nb\n", ["=1/1", "~2/2"], 1, 1],
  ["ends of line of another make", "a\r\nb\r\n", "a\nb\n", ["=1/1", "=2/2"], 0, 0],
  ["nothing", "", "", [], 0, 0],
])("diff of %s", (_, before, after, rows, added, deleted) => {
  const diff = diffFiles(before, after);
  expect(shape(diff.rows)).toEqual(rows);
  expect([diff.added, diff.deleted, diff.note]).toEqual([added, deleted, null]);
});

test.each([
  ["length", { maxLength: 5 }, /longer than 5 characters/],
  ["differences", { maxEdits: 1 }, /more than 1 lines differ/],
])("above the limit of %s both texts are shown whole, and a note says so", (_, limits, note) => {
  const diff = diffFiles("a\nb\nc\n", "x\ny\nz\n", limits);
  expect(shape(diff.rows)).toEqual(["~1/1", "~2/2", "~3/3"]);
  expect(diff.rows.every(({ before, after }) => !before?.marks.length && !after?.marks.length)).toBe(true);
  expect(diff.note).toMatch(note);
});

test.each<[string, string, string, [string[], string[]]]>([
  ["one word", "color: red;", "color: blue;", [["red"], ["blue"]]],
  ["an insertion", "a(b);", "a(b, c);", [[], [", c"]]],
  ["hardly anything alike", "import x from 'y';", "<div>hello</div>", [[], []]],
  ["too long", `${"a ".repeat(600)}x`, `${"a ".repeat(600)}y`, [[], []]],
  ["indentation", "a", "  a", [[], ["  "]]],
])("words are marked: %s", (_, before, after, [deleted, added]) => {
  const marks = markWords(before, after);
  expect(marks.before.map(({ from, to }) => before.slice(from, to))).toEqual(deleted);
  expect(marks.after.map(({ from, to }) => after.slice(from, to))).toEqual(added);
});

test("pieces are cut where marks begin and end", () => {
  const tokens = [
    { text: "color", kind: "attr" },
    { text: ": red;", kind: null },
  ];
  expect(markTokens(tokens, [{ from: 3, to: 8 }])).toEqual([
    { text: "col", kind: "attr", marked: false },
    { text: "or", kind: "attr", marked: true },
    { text: ": r", kind: null, marked: true },
    { text: "ed;", kind: null, marked: false },
  ]);
  expect(markTokens(tokens, [{ from: 5, to: 11 }]).map(({ text, marked }) => [text, marked])).toEqual([
    ["color", false],
    [": red;", true],
  ]);
  expect(markTokens(tokens, [])).toEqual(tokens.map((token) => ({ ...token, marked: false })));
});

test.each<[string, string, string[]]>([
  ["nothing to fold", "===~===", ["rows 7"]],
  [
    "before, between and after",
    "======~========~======",
    ["folded 3", "rows 7", "folded 2", "rows 7", "folded 3"],
  ],
  ["a fold of one row would save nothing", "====~=======~", ["rows 13"]],
  ["all equal", "=====", ["folded 5"]],
  ["none", "", []],
])("rows are folded: %s", (_, kinds, expected) => {
  const rows = [...kinds].map(
    (kind, line): DiffRow =>
      kind === "="
        ? { kind: "same", before: { line, marks: [] }, after: { line, marks: [] } }
        : { kind: "added", before: null, after: { line, marks: [] } },
  );
  expect(foldRows(rows).map(({ kind, rows }) => `${kind} ${rows.length}`)).toEqual(expected);
  expect(foldRows(rows).flatMap(({ rows }) => rows)).toEqual(rows);
});

function listed(nodes: readonly FileTreeNode<unknown>[], indent = ""): string[] {
  return nodes.flatMap((node) =>
    node.kind === "file"
      ? [`${indent}${node.name}`]
      : [`${indent}${node.name}/ ${node.changes}`, ...listed(node.children, `${indent}  `)],
  );
}

test.each<[string, Record<string, FileChange>, string[]]>([
  [
    "folders first, lone folders together, changes counted",
    {
      "b.txt": "same",
      "src/ui/b.jsx": "changed",
      "src/ui/a.jsx": "same",
      "a.txt": "added",
      "x/y": "deleted",
    },
    ["src/ui/ 1", "  a.jsx", "  b.jsx", "x/ 1", "  y", "a.txt", "b.txt"],
  ],
  [
    "hostile names",
    { "__proto__/a": "same", "//b": "added", "": "same" },
    ["// 1", "  b", "__proto__/ 0", "  a", ""],
  ],
  [
    "folders beside each other",
    { "a/b/x": "same", "a/c/y": "same" },
    ["a/ 0", "  b/ 0", "    x", "  c/ 0", "    y"],
  ],
  ["no files", {}, []],
])("a file tree: %s", (_, files, expected) => {
  const tree = growFileTree(Object.entries(files).map(([path, change]) => ({ path, change })));
  expect(listed(tree)).toEqual(expected);
});
