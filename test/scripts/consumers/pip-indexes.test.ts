import { expect, it } from "vitest";
import { localIndexOptions } from "../../../scripts/consumers/pip-indexes.ts";

it.each<[string, string, string[]]>([
  ["nothing set up", "", []],
  ["a public index", "global.index-url='https://index.example/simple'\n", []],
  [
    "indexes on this machine's disk",
    "global.cert='/etc/x.crt'\nglobal.extra-index-url='file:///a/simple file:///b/simple'\n:env:.find-links='/w'\n",
    ["--index-url", "file:///a/simple", "--extra-index-url", "file:///b/simple"],
  ],
  [
    "an index of its own and others",
    "user.extra-index-url='file:///b/simple'\nuser.index-url='file:///a/simple'\n",
    ["--index-url", "file:///a/simple", "--extra-index-url", "file:///b/simple"],
  ],
  ["one on the network among them", "global.extra-index-url='file:///a https://index.example/simple'\n", []],
])("Where pip knows %s", (_, settings, options) => {
  expect(localIndexOptions(settings)).toEqual(options);
});
