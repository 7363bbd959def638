import { describe, expect, test } from "vitest";
import { parseReply } from "../../pipeline/agent/reply.ts";

const file = (path: string, content: string) =>
  `<boltAction type="file" filePath="${path}">\n${content}\n</boltAction>`;

function filesOf(text: string): Record<string, string> {
  const reply = parseReply(text);
  return reply.kind === "code"
    ? Object.fromEntries(reply.files.map(({ path, content }) => [path, content]))
    : {};
}

describe("the kind of a reply, in the published order", () => {
  const cases: [name: string, text: string, kind: string][] = [
    ["finish", `Done. <boltAction type="finish"/>`, "finish"],
    ["finish in single quotes", `<boltAction type='finish'/>`, "finish"],
    ["finish with a space", `<boltAction type="finish" />`, "finish"],
    ["finish with an end tag", `<boltAction type="finish"></boltAction>`, "finish"],
    ["finish without any end", `<boltAction type="finish">`, "finish"],
    ["validate", `<boltAction type="screenshot_validated"/>`, "gui-test"],
    [
      "finish before validate",
      `<boltAction type="screenshot_validated"/><boltAction type="finish"/>`,
      "finish",
    ],
    ["validate with files", `${file("a.txt", "x")}<boltAction type="screenshot_validated"/>`, "gui-test"],
    ["code", `<boltArtifact id="a" title="b">${file("a.txt", "x")}</boltArtifact>`, "code"],
    ["code without an artifact", file("a.txt", "x"), "code"],
    ["shell alone", `<boltAction type="shell">npm i</boltAction>`, "malformed"],
    ["prose", "I will build a site.", "malformed"],
    ["nothing", "", "malformed"],
    ["only a fence", "```\n```", "malformed"],
    [
      "a mark in the reasoning only",
      `<think>then <boltAction type="finish"/></think>${file("a.txt", "x")}`,
      "code",
    ],
    ["reasoning that never ends", `<think>${file("a.txt", "x")}`, "malformed"],
    ["a mark that is a file's content", file("docs.html", `&lt;boltAction type="finish"/>`), "code"],
  ];
  test.each(cases)("%s", (_, text, kind) => expect(parseReply(text).kind).toBe(kind));

  test.each([
    ["finish", "finish"],
    ["screenshot_validated", "gui-test"],
  ])("files sent with %s are not written, and named", (mark, kind) => {
    const sent = file("a.txt", "x") + file("b.txt", "y") + file("a.txt", "z");
    expect(parseReply(`${sent}<boltAction type="${mark}"/>`)).toMatchObject({
      kind,
      unwritten: ["a.txt", "b.txt"],
      warnings: [
        `sent together with the ${mark} mark and not written: a.txt, b.txt`,
        "a.txt: sent twice; the last one counts",
      ],
    });
  });

  test("a hundred thousand slips are not a hundred thousand warnings", () => {
    const { warnings } = parseReply(file("a.txt", "x").repeat(100_000));
    expect(warnings).toHaveLength(51);
    expect(warnings.at(-1)).toBe("99949 more places were mended");
    const unwritten = Array.from({ length: 1_000 }, (_, index) => file(`${index}.txt`, "x")).join("");
    expect(parseReply(`${unwritten}<boltAction type="finish"/>`).warnings[0]).toMatch(
      / 19\.txt and 980 more$/,
    );
  });
});

describe("files of a reply", () => {
  const cases: [name: string, text: string, files: Record<string, string>][] = [
    ["one", file("src/a.js", "let a;"), { "src/a.js": "let a;\n" }],
    [
      "single quotes, other order, extra attributes",
      `<boltAction filePath='a.js' lang='js' type='file'>\n1\n</boltAction>`,
      { "a.js": "1\n" },
    ],
    [
      "a > inside an attribute",
      `<boltAction type="file" filePath="a>b.js">\n1\n</boltAction>`,
      { "a>b.js": "1\n" },
    ],
    ["an unquoted attribute", `<boltAction type=file filePath=a.js>\n1\n</boltAction>`, { "a.js": "1\n" }],
    [
      "last action cut",
      `<boltArtifact>${file("a.js", "1")}<boltAction type="file" filePath="b.js">\nlet b = `,
      { "a.js": "1\n", "b.js": "let b =\n" },
    ],
    [
      "an end tag missing in the middle",
      `<boltAction type="file" filePath="a.js">\n1\n${file("b.js", "2")}`,
      { "a.js": "1\n", "b.js": "2\n" },
    ],
    [
      "only the artifact's end",
      `<boltArtifact><boltAction type="file" filePath="a.js">\n1\n</boltArtifact>\nBye.`,
      { "a.js": "1\n" },
    ],
    ["fenced content", file("a.js", "```js\nlet a;\n```"), { "a.js": "let a;\n" }],
    ["a fence in markdown stays", file("a.md", "```js\nlet a;\n```"), { "a.md": "```js\nlet a;\n```\n" }],
    [
      "several artifacts",
      `<boltArtifact>${file("a.js", "1")}</boltArtifact><boltArtifact>${file("b.js", "2")}</boltArtifact>`,
      { "a.js": "1\n", "b.js": "2\n" },
    ],
    [
      "the whole reply in a fence",
      `\`\`\`xml\n<boltArtifact>${file("a.js", "1")}</boltArtifact>\n\`\`\``,
      { "a.js": "1\n" },
    ],
    ["sent twice: the last", file("a.js", "1") + file("a.js", "2"), { "a.js": "2\n" }],
    [
      "Windows line ends",
      `<boltAction type="file" filePath="a.js">\r\n1\r\n</boltAction>`,
      { "a.js": "1\n" },
    ],
    ["indentation of the first line stays", file("a.py", "  x = 1"), { "a.py": "  x = 1\n" }],
  ];
  test.each(cases)("%s", (_, text, files) => expect(filesOf(text)).toEqual(files));
});

describe("HTML-escaped files", () => {
  const cases: [name: string, path: string, content: string, expected: string][] = [
    [
      "JSX as a whole",
      "a.jsx",
      "const A = () =&gt; &lt;div className=&quot;x&quot;&gt;a &amp;&amp; b&lt;/div&gt;",
      'const A = () => <div className="x">a && b</div>',
    ],
    [
      "a literal &lt; in good JSX",
      "a.jsx",
      "const A = () => <p>1 &lt; 2 &amp;&amp; x</p>",
      "const A = () => <p>1 &lt; 2 &amp;&amp; x</p>",
    ],
    ["code shown on a good page", "a.html", "<pre>&lt;div&gt;</pre>", "<pre>&lt;div&gt;</pre>"],
    ["a query string", "a.js", "fetch('/api?a=1&region=eu&lt=3')", "fetch('/api?a=1&region=eu&lt=3')"],
    ["escaped JSON", "package.json", "{&quot;name&quot;: &quot;a&quot;}", '{"name": "a"}'],
    ["JSON with an entity in a text", "a.json", '{"t": "a &amp; b"}', '{"t": "a &amp; b"}'],
    ["an escaped entity in an escaped file", "a.html", "&lt;p&gt;1 &amp;lt; 2&lt;/p&gt;", "<p>1 &lt; 2</p>"],
    [
      "plain code with a string entity",
      "a.js",
      "const s = '&lt;b&gt;'; x => x",
      "const s = '&lt;b&gt;'; x => x",
    ],
  ];
  test.each(cases)("%s", (_, path, content, expected) =>
    expect(filesOf(file(path, content))[path]).toBe(`${expected}\n`),
  );
});

describe("read strictly, as published", () => {
  const strictly = (text: string) => parseReply(text, { strictReplies: true });
  const cases: [name: string, text: string, kind: string][] = [
    ["a file as asked for", file("a.js", "1"), "code"],
    ["in single quotes", "<boltAction type='file' filePath='a.js'>1</boltAction>", "malformed"],
    ["its path first", '<boltAction filePath="a.js" type="file">1</boltAction>', "malformed"],
    ["an attribute more", '<boltAction type="file" filePath="a.js" lang="js">1</boltAction>', "malformed"],
    ["no end tag", '<boltAction type="file" filePath="a.js">1', "malformed"],
    ["validate", '<boltAction type="screenshot_validated"/>', "gui-test"],
    ["validate in single quotes", "<boltAction type='screenshot_validated'/>", "malformed"],
    ["finish", '<boltAction type="finish"/>', "finish"],
    ["finish in single quotes", "<boltAction type='finish'/>", "finish"],
    [
      "finish before validate",
      '<boltAction type="screenshot_validated"/><boltAction type="finish"/>',
      "finish",
    ],
    ["a mark inside a file", file("a.html", '<boltAction type="finish"/>'), "finish"],
    ["prose", "Done.", "malformed"],
  ];
  test.each(cases)("%s: %s", (_, text, kind) => expect(strictly(text).kind).toBe(kind));

  test("fences stay, and nothing is mended", () => {
    expect(strictly(`${file("a.js", "```js\n1\n```")}${file("b.js", "2")}`)).toEqual({
      kind: "code",
      reasoning: null,
      warnings: [],
      files: [
        { path: "a.js", content: "```js\n1\n```\n" },
        { path: "b.js", content: "2\n" },
      ],
    });
  });
});
