import type { Config } from "../contracts/generated/config.ts";

/** The name of one switch; what each does is said in the configuration schema. */
export type CompatSwitch = keyof Exclude<NonNullable<Config["compat"]>, "published">;

/**
 * Deliberate differences from the published system, each of which can be switched back. What they are and why they
 * differ is in docs/compatibility.md.
 */
export type Compat = Readonly<Record<CompatSwitch, boolean>>;

/** The switches of a configuration: all on for "published", else those named. */
export function resolveCompat(configured: Config["compat"]): Compat {
  const named = typeof configured === "object" ? configured : {};
  const isOn = (name: CompatSwitch): boolean => named[name] ?? configured === "published";
  return {
    errorBySubstring: isOn("errorBySubstring"),
    unescapeAlways: isOn("unescapeAlways"),
    strictReplies: isOn("strictReplies"),
    malformedIsCode: isOn("malformedIsCode"),
    silentDroppedFiles: isOn("silentDroppedFiles"),
    gradeWithoutInstruction: isOn("gradeWithoutInstruction"),
    judgeOnce: isOn("judgeOnce"),
    silentConsole: isOn("silentConsole"),
    unmeasuredIsZero: isOn("unmeasuredIsZero"),
    guiTestPerTrajectory: isOn("guiTestPerTrajectory"),
    forceViteConfig: isOn("forceViteConfig"),
    packageJsonRequired: isOn("packageJsonRequired"),
    restartEachStep: isOn("restartEachStep"),
    firstPrintedUrl: isOn("firstPrintedUrl"),
    fixedWaits: isOn("fixedWaits"),
    plainWordOverlap: isOn("plainWordOverlap"),
    repeatedValidation: isOn("repeatedValidation"),
  };
}
