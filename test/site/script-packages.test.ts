import { describe, expect, test } from "vitest";
import { explainMissingScript, scriptPackages } from "../../pipeline/site/script-packages.ts";

const lockFile = JSON.stringify({
  lockfileVersion: 3,
  packages: {
    "": { name: "site" },
    "node_modules/vite": { version: "6.4.1" },
    "node_modules/esbuild": { version: "0.25.0", hasInstallScript: true },
    "node_modules/a/node_modules/@scope/native": { version: "2.0.0", hasInstallScript: true },
  },
});

test("the lock file tells which packages have a script, nested and scoped ones too", () => {
  expect(scriptPackages(lockFile)).toEqual([
    { name: "esbuild", version: "0.25.0" },
    { name: "@scope/native", version: "2.0.0" },
  ]);
  expect(scriptPackages('{"lockfileVersion":3}')).toEqual([]);
});

describe("a site that did not start", () => {
  const packages = (names: string[]) => names.map((name) => ({ name, version: "1.0.0" }));
  test.for<[string, string[], string, RegExp[] | null]>([
    [
      "sqlite3's missing bindings",
      ["sqlite3", "esbuild"],
      "Error: Could not locate the bindings file. Tried:\n → /app/node_modules/sqlite3/build/node_sqlite3.node",
      [/^sqlite3@1\.0\.0 needs a script/, /do not run here/, /node:sqlite/],
    ],
    [
      "bcrypt's missing binary",
      ["bcrypt"],
      "Error: Cannot find module '/app/node_modules/bcrypt/lib/binding/napi-v3/bcrypt_lib.node'",
      [/instead of bcrypt use bcryptjs/],
    ],
    [
      "canvas's missing binary",
      ["canvas"],
      "Error: Cannot find module '../build/Release/canvas.node'\nRequire stack:\n- /app/node_modules/canvas/lib/bindings.js",
      [/@napi-rs\/canvas/],
    ],
    [
      "electron's own words",
      ["electron"],
      "Error: Electron failed to install correctly, please delete node_modules/electron and try installing again",
      [/electron@1\.0\.0/, /leave it out/],
    ],
    [
      "node-sass without its binding",
      ["node-sass"],
      "Error: Missing binding /app/node_modules/node-sass/vendor/linux-x64-137/binding.node",
      [/instead of node-sass use sass/],
    ],
    [
      "puppeteer without its browser",
      ["puppeteer"],
      "Error: Could not find Chrome (ver. 140.0.1)",
      [/puppeteer@1\.0\.0/],
    ],
    [
      "an old sharp",
      ["sharp"],
      "Something went wrong installing the \"sharp\" module\nCannot find module '../build/Release/sharp-linux-x64.node'",
      [/sharp 0\.33/],
    ],
    [
      "an unknown package with a missing binary",
      ["left-native"],
      "Error: No native build was found for platform=linux\n at /app/node_modules/left-native/index.js",
      [/left-native@1\.0\.0/, /plain JavaScript or WebAssembly/],
    ],
    [
      "two of them",
      ["sqlite3", "bcrypt"],
      "Could not locate the bindings file: node_modules/sqlite3/ and node_modules/bcrypt/",
      [/sqlite3@1\.0\.0, bcrypt@1\.0\.0 need scripts/],
    ],
    [
      "another error in a package that works without its script",
      ["esbuild"],
      "error at /app/node_modules/esbuild/lib/main.js:1: Transform failed",
      null,
    ],
    [
      "a missing module of JavaScript",
      ["sqlite3"],
      "Error: Cannot find module 'express'\nRequire stack:\n- /app/server.js",
      null,
    ],
    ["a missing binary of nobody", [], "Could not locate the bindings file", null],
  ])("%s", ([, names, output, expected]) => {
    const found = explainMissingScript(output, packages(names));
    if (expected === null) expect(found).toBeNull();
    for (const part of expected ?? []) expect(found).toMatch(part);
  });
});
