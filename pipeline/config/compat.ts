import type { Config } from "../contracts/generated/config.ts";

/**
 * Deliberate differences from the published system, each of which can be switched back. What they are and why they
 * differ is in docs/compatibility.md; the words are the configuration schema's.
 */
export interface Compat {
  errorBySubstring: boolean;
  unescapeAlways: boolean;
  gradeWithoutInstruction: boolean;
  silentConsole: boolean;
  malformedIsCode: boolean;
}

/** The switches of a configuration: all on for "published", else those named. */
export function resolveCompat(configured: Config["compat"]): Compat {
  const published = configured === "published";
  const named = typeof configured === "object" ? configured : {};
  return {
    errorBySubstring: named.errorBySubstring ?? published,
    unescapeAlways: named.unescapeAlways ?? published,
    gradeWithoutInstruction: named.gradeWithoutInstruction ?? published,
    silentConsole: named.silentConsole ?? published,
    malformedIsCode: named.malformedIsCode ?? published,
  };
}
