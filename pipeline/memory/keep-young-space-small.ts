import { setFlagsFromString } from "node:v8";

/**
 * Keeps the engine's space for young objects as large as it is. Short-lived texts of a hundred kilobytes make it grow to
 * its limit of 150 MB, and stay there, for no gain in speed.
 */
export function keepYoungSpaceSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}
