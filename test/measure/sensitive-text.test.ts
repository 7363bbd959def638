import { expect, it } from "vitest";
import { sensitiveFindings } from "../../pipeline/measure/sensitive-text.ts";

/** Secrets are put together here, so that no scanner takes this file for a leak. */
const join = (...parts: string[]): string => parts.join("");
const letters = "Q7zX2mV4kJ8nPlW3bT6yRc9dF5hGs1aUeIoK";

const found: [text: string, kinds: string[]][] = [
  [`aws_key = ${join("AKI", "AQ7ZX2MV4KJ8NPLW3")}`, ["access-key"]],
  [`token: ${join("gh", "p_", letters)}`, ["access-key"]],
  [`HF_TOKEN=${join("hf", "_", letters.slice(0, 34))}`, ["access-key"]],
  [`const apiKey = "${join("sk", "-", letters)}";`, ["access-key"]],
  [`key=${join("AI", "za", letters.slice(0, 35))}`, ["access-key"]],
  [join("-----BEGIN RSA ", "PRIVATE KEY-----"), ["private-key"]],
  [join("-----BEGIN ", "PRIVATE KEY-----"), ["private-key"]],
  [join("eyJhbGciOiJIUzI1NiJ9", ".eyJzdWIiOiJxN3oifQ.", letters), ["web-token"]],
  ["card 4539 1488 0343 6467", ["card-number"]],
  ["4539148803436467", ["card-number"]],
  ["IBAN FR14 2004 1010 0505 0001 3M02 606", ["bank-account"]],
  ["write to ada.lovelace@gmail.com", ["email"]],
  ["call +49 30 9018 2677", ["phone"]],
  ["call +1 (415) 867-5390", ["phone"]],
];

const nothing = [
  "AKIAIOSFODNN7EXAMPLE",
  join("sk", "-", "x".repeat(40)),
  "sk-your-api-key-goes-here-and-is-longer-than-32",
  "test card 4242 4242 4242 4242",
  "4539 1488 0343 6468",
  "order 4539148803436467890123",
  "GB82 WEST 1234 5698 7654 32",
  "FR14 2004 1010 0505 0001 3M02 607",
  "info@mapshop.com",
  "support@gmail.com",
  "jane.doe@gmail.com",
  "user@example.com",
  "name@company.com",
  "@media (min-width: 768px)",
  "import x from '@scope/package@1.2.3'",
  "+1 (555) 123-4567",
  "+1 234 567 8901",
  "+1 000 000 0000",
  "(415) 867-5390",
  "1 + 2 + 3",
  "grid-template: 100px 200px / 300px",
  "2026-01-02 03:04:05",
  "-----BEGIN PUBLIC KEY-----",
  "#4539ab",
  "id: 0123456789012345",
];

it.each(found)("%s", (text, kinds) => {
  const findings = sensitiveFindings(text);
  expect(findings.map(({ kind }) => kind)).toEqual(kinds);
  for (const { excerpt } of findings) expect(excerpt).toMatch(/^.{4}\*{1,8}$/);
});

it.each(nothing)("nothing in %s", (text) => {
  expect(sensitiveFindings(text)).toEqual([]);
});

it("reads hostile texts in time that grows with their length", () => {
  for (const part of ["a.", "1 ", "+1 ", "eyJ", "DE12 3456 ", "a@a.", "-----BEGIN "])
    expect(sensitiveFindings(part.repeat(100_000)).length).toBeLessThan(100_001);
});
