import { expect, test } from "vitest";
import { installRemedy, systemPackages } from "../../pipeline/doctor/system-packages.ts";

const debian = { family: "debian", name: "Debian" } as const;
const ubuntu = { family: "ubuntu", name: "Ubuntu" } as const;

test("names the packages of a distribution; Ubuntu's Chromium is a snap and no use", () => {
  expect(systemPackages(debian, ["bubblewrap", "browser"])).toEqual(["bubblewrap", "chromium"]);
  expect(systemPackages(ubuntu, ["bubblewrap", "browser"])).toEqual(["bubblewrap"]);
  expect(systemPackages({ family: "other", name: "Plan 9" }, ["bubblewrap"])).toEqual([]);
});

test.each([
  [debian, 0, "apt-get update && apt-get install -y --no-install-recommends bubblewrap"],
  [ubuntu, 1000, "sudo apt-get update && sudo apt-get install -y --no-install-recommends bubblewrap"],
  [{ family: "fedora", name: "Fedora" } as const, 1000, "sudo dnf install -y bubblewrap"],
  [{ family: "arch", name: "Arch" } as const, 1000, "sudo pacman -S --needed bubblewrap"],
])("tells %j, as user %i, the exact command", (distribution, uid, command) => {
  expect(installRemedy({ distribution, uid }, ["bubblewrap"])).toBe(`Install it with: ${command}`);
});

test("on an unknown system, says what is needed", () => {
  const remedy = installRemedy({ distribution: { family: "other", name: "Plan 9" }, uid: 1 }, ["bubblewrap"]);
  expect(remedy).toBe("Install bubblewrap with the package manager of Plan 9.");
});
