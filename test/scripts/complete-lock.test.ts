import { expect, test } from "vitest";
import { completeLock } from "../../scripts/complete-lock.ts";

test("adds the platform packages that are missing, with version and platform", () => {
  const { lock, added } = completeLock({
    packages: {
      "": { version: "1.0.0" },
      "node_modules/fast": {
        version: "2.0.0",
        dev: true,
        optionalDependencies: {
          "@fast/cli-linux-x64": "2.0.0",
          "@fast/cli-linux-arm64-musl": "2.0.0",
          "@fast/cli-darwin-arm64": "2.0.0",
        },
      },
      "node_modules/@fast/cli-linux-x64": { version: "2.0.0", optional: true },
    },
  });
  expect(added).toEqual(["node_modules/@fast/cli-linux-arm64-musl", "node_modules/@fast/cli-darwin-arm64"]);
  expect(lock.packages["node_modules/@fast/cli-linux-arm64-musl"]).toEqual({
    version: "2.0.0",
    os: ["linux"],
    cpu: ["arm64"],
    libc: ["musl"],
    dev: true,
    optional: true,
  });
  expect(lock.packages["node_modules/@fast/cli-linux-x64"]).toEqual({ version: "2.0.0", optional: true });
  expect(completeLock(lock).added).toEqual([]);
});

test.each([
  [
    "a nested copy",
    { "node_modules/a/node_modules/fsevents": { version: "2.3.3", optional: true } },
    "2.3.3",
  ],
  ["a range, which names no version", {}, "^2.3.3"],
])("leaves %s alone", (_, nested, version) => {
  const packages = {
    "node_modules/a": { version: "1.0.0", optionalDependencies: { fsevents: version } },
    ...nested,
  };
  expect(completeLock({ packages }).added).toEqual([]);
});
