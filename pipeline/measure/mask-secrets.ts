import { secretPatterns } from "./sensitive-text.ts";

/** `scheme://user:password@host` */
const addressWithPassword = /\b([a-z][a-z+]{1,15}:\/\/[^\s:/@"'`$<{]{1,64}):[^\s:/@"'`$<{]{4,64}@/g;
/** The body of a key in PEM form, as far as it goes on as one. */
const keyBlock = /(-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY-----)[\sA-Za-z0-9+/=\\]*/g;

/** Known values shorter than this would be found in any text. */
const shortestSecret = 8;

/**
 * A text without anything that could be a secret: the given values, and whatever has the form of an access key, a private
 * key, a web token or an address with a password. In doubt it is masked: the text is for people to read.
 */
export function maskSecrets(text: string, own: readonly string[]): string {
  let masked = text;
  for (const value of own) if (value.length >= shortestSecret) masked = masked.replaceAll(value, "[masked]");
  masked = masked.replace(keyBlock, "$1[masked]").replace(addressWithPassword, "$1:[masked]@");
  for (const pattern of secretPatterns)
    masked = masked.replace(pattern, (found) => `${found.slice(0, 4)}[masked]`);
  return masked;
}
