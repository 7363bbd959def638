import { expect, test } from "vitest";
import { seatbeltProfile } from "../../../pipeline/site/sandbox/seatbelt-profile.ts";

const profile = seatbeltProfile({ readable: ["/opt/node"], writable: ['/sites/a "b" \\c'] });
const rules = profile.split("\n");

test("everything is forbidden first", () => {
  expect(rules.slice(0, 2)).toEqual(["(version 1)", "(deny default)"]);
  expect(rules.filter((rule) => rule.startsWith("(allow default"))).toEqual([]);
});

test("only the writable folders and the null devices can be written, quoted so that no name ends its text", () => {
  const writing = rules.filter((rule) => rule.includes("file-write"));
  expect(writing).toEqual([
    '(allow file-write* (subpath "/sites/a \\"b\\" \\\\c"))',
    '(allow file-write-data (subpath "/dev/null") (subpath "/dev/zero") (subpath "/dev/fd"))',
  ]);
});

test("the system, what is shown and what can be written can be read, and no home is among them", () => {
  const reading = rules.filter((rule) => rule.startsWith("(allow file-read* "));
  expect(reading).toHaveLength(1);
  for (const path of ['"/usr"', '"/System"', '"/opt/node"', '"/sites/a '])
    expect(reading[0]).toContain(`(subpath ${path}`);
  expect(profile).not.toMatch(/\/Users|\/Volumes|"\/private"|"\/private\/var"|\(subpath "\/"\)/);
});

test("the network is loopback, and sockets in the box's folders", () => {
  const network = rules.filter((rule) => rule.includes("network"));
  expect(network).toHaveLength(3);
  for (const rule of network.slice(0, 2)) expect(rule).toMatch(/\((?:local|remote) ip "localhost:\*"\)/);
  expect(network[2]).toMatch(/remote unix-socket/);
});

test("parentheses close", () => {
  const bare = profile.replace(/"(?:[^"\\]|\\.)*"/g, "");
  expect(bare.split("(").length).toBe(bare.split(")").length);
});
