import { expect, it } from "vitest";
import { maskSecrets } from "../../pipeline/measure/mask-secrets.ts";

const own = ["correct horse battery", "short"];

it.each([
  ["a key of this machine: correct horse battery.", "a key of this machine: [masked]."],
  ["too short to be told from words: short", "too short to be told from words: short"],
  [`Bearer sk-proj-${"aB3dE5fG7h".repeat(4)}`, "Bearer sk-p[masked]"],
  [`token=hf_${"AbCdEfGhIj".repeat(3)}`, "token=hf_A[masked]"],
  ["postgres://admin:hunter22@db/x", "postgres://admin:[masked]@db/x"],
  [
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEow+/=\nabc\n-----END RSA PRIVATE KEY-----",
    "-----BEGIN RSA PRIVATE KEY-----[masked]-----END RSA PRIVATE KEY-----",
  ],
  [
    "A card for 4111 1111 1111 1111 and https://a.example/b:c",
    "A card for 4111 1111 1111 1111 and https://a.example/b:c",
  ],
])("%j", (text, masked) => {
  expect(maskSecrets(text, own)).toBe(masked);
});
