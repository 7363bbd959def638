import { UserError } from "../errors.ts";

const factors: Record<string, number> = { MB: 1e6, GB: 1e9, TB: 1e12 };

/** Bytes of a size as people write it: "500 MB", "1.5GB". Throws UserError for anything else. */
export function parseSize(text: string): number {
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?) ?(MB|GB|TB)$/.exec(text) ?? [];
  const factor = factors[unit];
  if (amount === undefined || factor === undefined)
    throw new UserError(`A size must be a number and MB, GB or TB, found ${JSON.stringify(text)}.`);
  return Math.round(Number(amount) * factor);
}
