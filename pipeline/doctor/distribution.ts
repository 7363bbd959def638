import { readFile } from "node:fs/promises";
import { errorMessage } from "../errors.ts";

/** Distributions whose package manager and package names we know. Ubuntu differs from Debian in its Chromium. */
export type DistributionFamily = "debian" | "ubuntu" | "fedora" | "arch" | "other";

export interface Distribution {
  family: DistributionFamily;
  /** as the system calls itself, "Debian GNU/Linux 12 (bookworm)" */
  name: string;
}

/** Reads which distribution this is from its os-release file (https://www.freedesktop.org/software/systemd/man/os-release.html). */
export async function readDistribution(osReleasePath = "/etc/os-release"): Promise<Distribution> {
  try {
    return parseOsRelease(await readFile(osReleasePath, "utf8"));
  } catch (error) {
    return { family: "other", name: `unknown system (${errorMessage(error)})` };
  }
}

export function parseOsRelease(text: string): Distribution {
  const fields = new Map(
    text.split("\n").flatMap((line): [string, string][] => {
      const [, key, value] = /^([A-Z_]+)=(.*)$/.exec(line.trim()) ?? [];
      return key === undefined || value === undefined ? [] : [[key, value.replace(/^(["'])(.*)\1$/, "$2")]];
    }),
  );
  const ids = [fields.get("ID") ?? "", ...(fields.get("ID_LIKE") ?? "").split(/\s+/)];
  return {
    family: ids.map(familyOf).find((family) => family !== "other") ?? "other",
    name: fields.get("PRETTY_NAME") ?? ids[0] ?? "",
  };
}

function familyOf(id: string): DistributionFamily {
  switch (id) {
    case "debian":
    case "ubuntu":
    case "fedora":
    case "arch":
      return id;
    case "rhel":
    case "centos":
      return "fedora";
    default:
      return "other";
  }
}
