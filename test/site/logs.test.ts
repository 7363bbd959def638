import { describe, expect, test } from "vitest";
import { excerpt, LogExcerpt } from "../../pipeline/site/log-excerpt.ts";
import { npmErrorLines, npmReason } from "../../pipeline/site/npm-log.ts";

describe("excerpt", () => {
  test.for([
    ["short text", "short text"],
    ["\u001b[32mgreen\u001b[0m \u001b[2Kline", "green line"],
    ["10 %\r50 %\r100 %\ndone\r\n", "100 %\ndone"],
    ["  \n", ""],
  ] as const)("%j", ([text, expected]) => {
    expect(excerpt(text)).toBe(expected);
  });

  test("keeps the beginning and the end, and says how much is missing", () => {
    const text = `begin${"x".repeat(50_000)}end`;
    const cut = excerpt(text);
    expect(cut).toMatch(/^begin/);
    expect(cut).toMatch(/end$/);
    expect(cut).toContain("[... 38008 characters cut ...]");
    expect(cut.length).toBeLessThan(12_100);
  });

  test("is the same however the output arrives, characters cut in two included", () => {
    const bytes = new TextEncoder().encode(`ü${"größer ".repeat(9_000)}`);
    const log = new LogExcerpt();
    for (let at = 0; at < bytes.length; at += 7) log.add(bytes.subarray(at, at + 7));
    expect(log.text).toBe(excerpt(new TextDecoder().decode(bytes)));
  });
});

describe("npm's output", () => {
  const gateway = "http://localhost:4873/";
  const output = `npm warn deprecated inflight@1.0.6
npm error code E404
npm error 404 Not Found - GET http://localhost:4873/no-such-package - Not found
npm error 404
npm error A complete log of this run can be found in: /home/site/.npm/_logs/x.log
`;

  test("is reduced to its error lines, without our addresses and files", () => {
    expect(npmErrorLines(output, gateway)).toBe(
      "npm error code E404\nnpm error 404 Not Found - GET registry/no-such-package - Not found\nnpm error 404",
    );
  });

  test("is kept where npm gave no error line", () => {
    expect(npmErrorLines("Killed\n", gateway)).toBe("Killed");
  });

  test("is cut with a mark", () => {
    const lines = npmErrorLines("npm error ERESOLVE line\n".repeat(100), gateway);
    expect(lines).toContain("[... 60 lines cut ...]");
  });

  test.for([
    [
      'npm error code EALLOWGIT\nnpm error Fetching packages of type "git" have been disabled\nnpm error Refusing to fetch "a@git+https://x/a.git"\n',
      '"a@git+https://x/a.git", which one of the dependencies wants, does not come from the npm registry, and only packages of the registry can be installed: leave out the dependency that wants it',
    ],
    [
      'npm error code EALLOWREMOTE\nnpm error Fetching packages of type "remote" have been disabled\n',
      "A package, which one of the dependencies wants, does not come from the npm registry, and only packages of the registry can be installed: leave out the dependency that wants it",
    ],
    [output, "E404 404 Not Found - GET registry/no-such-package - Not found"],
    [
      "npm error code ERESOLVE\nnpm error ERESOLVE could not resolve\n",
      "ERESOLVE ERESOLVE could not resolve",
    ],
    ["Killed", "npm install failed"],
  ] as const)("reason of %j", ([text, reason]) => {
    expect(npmReason(npmErrorLines(text, gateway))).toBe(reason);
  });
});
