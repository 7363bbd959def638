import { expect, test } from "vitest";
import { parseOsRelease, readDistribution } from "../../pipeline/doctor/distribution.ts";

test.each([
  ['PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n', "debian", "Debian GNU/Linux 12 (bookworm)"],
  ['PRETTY_NAME="Ubuntu 24.04.1 LTS"\nID=ubuntu\nID_LIKE=debian\n', "ubuntu", "Ubuntu 24.04.1 LTS"],
  ['PRETTY_NAME="Linux Mint 22"\nID=linuxmint\nID_LIKE="ubuntu debian"\n', "ubuntu", "Linux Mint 22"],
  ['PRETTY_NAME=\'Rocky Linux 9\'\nID="rocky"\nID_LIKE="rhel centos fedora"\n', "fedora", "Rocky Linux 9"],
  ["ID=arch\n", "arch", "arch"],
  ['ID=alpine\nPRETTY_NAME="Alpine Linux v3.20"\n', "other", "Alpine Linux v3.20"],
])("reads %j", (text, family, name) => {
  expect(parseOsRelease(text)).toEqual({ family, name });
});

test("a system without the file is of no known family", async () => {
  expect(await readDistribution("/no/such/os-release")).toMatchObject({ family: "other" });
});
