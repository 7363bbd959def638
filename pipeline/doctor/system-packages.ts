import type { Distribution, DistributionFamily } from "./distribution.ts";

/** What the machine itself must bring, apart from Node and npm. */
export type SystemNeed = "bubblewrap" | "browser" | "fonts" | "process-tools";

type KnownFamily = Exclude<DistributionFamily, "other">;

/** Packages by need. None for Ubuntu's browser: its package installs a snap, which does not start in a sandbox. */
const packageNames: Record<KnownFamily, Record<SystemNeed, readonly string[]>> = {
  debian: {
    bubblewrap: ["bubblewrap"],
    browser: ["chromium"],
    fonts: ["fontconfig", "fonts-liberation", "fonts-noto-color-emoji"],
    "process-tools": ["util-linux"],
  },
  ubuntu: {
    bubblewrap: ["bubblewrap"],
    browser: [],
    fonts: ["fontconfig", "fonts-liberation", "fonts-noto-color-emoji"],
    "process-tools": ["util-linux"],
  },
  fedora: {
    bubblewrap: ["bubblewrap"],
    browser: ["chromium"],
    fonts: ["fontconfig", "liberation-fonts", "google-noto-color-emoji-fonts"],
    "process-tools": ["util-linux"],
  },
  arch: {
    bubblewrap: ["bubblewrap"],
    browser: ["chromium"],
    fonts: ["fontconfig", "ttf-liberation", "noto-fonts-emoji"],
    "process-tools": ["util-linux"],
  },
};

const installCommands: Record<KnownFamily, readonly string[]> = {
  debian: ["apt-get update", "apt-get install -y --no-install-recommends"],
  ubuntu: ["apt-get update", "apt-get install -y --no-install-recommends"],
  fedora: ["dnf install -y"],
  arch: ["pacman -S --needed"],
};

/** The packages that meet `needs` here; empty when the system has none of its own for them. */
export function systemPackages({ family }: Distribution, needs: readonly SystemNeed[]): string[] {
  return family === "other" ? [] : needs.flatMap((need) => packageNames[family][need]);
}

/** The command that gets `needs` onto this machine; null where we know none. */
export function installCommand(
  { distribution, uid }: { distribution: Distribution; uid: number },
  needs: readonly SystemNeed[],
): string | null {
  const packages = systemPackages(distribution, needs);
  if (distribution.family === "other" || packages.length === 0) return null;
  const sudo = uid === 0 ? "" : "sudo ";
  const commands = installCommands[distribution.family].map((command) => `${sudo}${command}`);
  return `${commands.join(" && ")} ${packages.join(" ")}`;
}

/** A sentence that tells how to get `needs` onto this machine. */
export function installRemedy(
  machine: { distribution: Distribution; uid: number },
  needs: readonly SystemNeed[],
): string {
  const command = installCommand(machine, needs);
  return command === null
    ? `Install ${needs.join(" and ")} with the package manager of ${machine.distribution.name}.`
    : `Install it with: ${command}`;
}
