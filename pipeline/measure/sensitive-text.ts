import type { TrajectoryMeasures } from "../contracts/generated/trajectory-measures.ts";

export type SensitiveKind = NonNullable<TrajectoryMeasures["chosen"]>["sensitive"][number]["kind"];

/** Something in a text that looks like a secret or like personal data. */
export interface SensitiveFinding {
  kind: SensitiveKind;
  /** The first four characters and as many asterisks as are hidden, eight at most. */
  excerpt: string;
}

interface Pattern {
  kind: SensitiveKind;
  pattern: RegExp;
  /** Whether what matched is one; default: always. */
  holds?(found: string): boolean;
}

/** Every pattern is linear: no repetition stands inside another. */
const patterns: readonly Pattern[] = [
  {
    kind: "access-key",
    pattern:
      /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bgithub_pat_[A-Za-z0-9_]{50,90}\b|\bhf_[A-Za-z0-9]{30,40}\b|\bsk-(?:proj-|ant-)?[A-Za-z0-9_-]{32,160}\b|\bAIza[0-9A-Za-z_-]{35}\b|\bxox[abprs]-[0-9A-Za-z-]{20,90}\b|\b[sr]k_live_[0-9A-Za-z]{20,99}\b|\bglpat-[0-9A-Za-z_-]{20}\b|\bnpm_[A-Za-z0-9]{36}\b/g,
    holds: isVaried,
  },
  { kind: "private-key", pattern: /-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY-----/g },
  {
    kind: "web-token",
    pattern: /\beyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{20,1000}/g,
    holds: isVaried,
  },
  {
    kind: "card-number",
    pattern: /(?<![\w.-])[3-6]\d{3}(?:[ -]?\d{4}){2}[ -]?\d{1,7}(?![\w.-])/g,
    holds: isCardNumber,
  },
  {
    kind: "bank-account",
    pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g,
    holds: isBankAccount,
  },
  {
    kind: "email",
    pattern: /(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}/g,
    holds: isPersonalEmail,
  },
  {
    kind: "phone",
    pattern: /(?<![\w.+])\+[1-9]\d{0,2}[ .-]?\(?\d{1,4}\)?(?:[ .-]?\d{2,4}){2,4}(?![\w])/g,
    holds: isRealPhone,
  },
];

/** What opens doors; personal data opens none. */
const secretKinds: readonly SensitiveKind[] = ["access-key", "web-token"];

/** The forms of access keys and web tokens. */
export const secretPatterns: readonly RegExp[] = patterns.flatMap(({ kind, pattern }) =>
  secretKinds.includes(kind) ? pattern : [],
);

/**
 * What in a text looks like a secret or like personal data. Made-up contact data, which websites are full of, is let
 * pass: addresses at example domains or of a function ("info@"), 555 numbers, published test cards.
 */
export function sensitiveFindings(text: string): SensitiveFinding[] {
  return patterns.flatMap(({ kind, pattern, holds }) =>
    Array.from(text.matchAll(pattern), ([found]) => found)
      .filter((found) => holds?.(found) ?? true)
      .map((found) => ({ kind, excerpt: masked(found) })),
  );
}

function masked(found: string): string {
  return `${found.slice(0, 4)}${"*".repeat(Math.min(8, found.length - 4))}`;
}

/** "sk-xxxxxxxx" and "AKIAEXAMPLE..." in an instruction for users are no keys. */
function isVaried(found: string): boolean {
  return new Set(found.toLowerCase()).size >= 12 && !/example|placeholder|your|xxxx/i.test(found);
}

/** Numbers that payment providers publish for tests. */
const testCards = new Set(
  "4242424242424242 4111111111111111 5555555555554444 4000056655665556 5105105105105100 378282246310005 371449635398431 6011111111111117 4012888888881881 3566002020360505".split(
    " ",
  ),
);

function isCardNumber(found: string): boolean {
  const digits = found.replaceAll(/\D/g, "");
  if (digits.length < 13 || digits.length > 19 || testCards.has(digits)) return false;
  return new Set(digits).size > 2 && hasLuhnSum(digits);
}

/** ISO/IEC 7812-1, annex B. */
function hasLuhnSum(digits: string): boolean {
  let sum = 0;
  for (const [place, digit] of [...digits].reverse().entries()) {
    const doubled = Number(digit) * (place % 2 === 1 ? 2 : 1);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** ISO 13616: the account, its first four characters moved to the end and letters as 10 to 35, is 1 modulo 97. */
function isBankAccount(found: string): boolean {
  const account = found.replaceAll(" ", "");
  if (account.length < 15 || account.length > 34) return false;
  let rest = 0;
  for (const character of `${account.slice(4)}${account.slice(0, 4)}`) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1 && !testAccounts.has(account);
}

/** The examples of the standard and of national registries. */
const testAccounts = new Set(["GB82WEST12345698765432", "DE89370400440532013000", "GB29NWBK60161331926819"]);

const madeUpDomain =
  /(?:^|\.)(?:example|test|invalid|localhost|sample|demo|dummy|placeholder|acme|domain|company|email|mail|website|site|yoursite|yourdomain|mydomain)(?:\.[a-z-]+)*$/i;
const functionName =
  /^(?:info|contact|hello|hi|support|help|sales|admin|team|office|service|enquiries|inquiries|press|media|jobs|careers|privacy|legal|billing|booking|bookings|reservations|orders|news|newsletter|noreply|no-reply|webmaster|feedback|user|username|name|you|your|me|test|demo|email|someone|jane|john|jane\.?doe|john\.?doe|alice|bob)$/i;
/** Where people have their mail: only there a name is taken for a person's. */
const mailProvider =
  /^(?:gmail|googlemail|outlook|hotmail|live|msn|yahoo|ymail|icloud|me|aol|gmx|web|proton|protonmail|qq|163|126|sina|foxmail|yandex|mail\.ru|naver|hanmail)\./i;

function isPersonalEmail(found: string): boolean {
  const [name = "", domain = ""] = found.split("@");
  return (
    mailProvider.test(domain) &&
    !functionName.test(name) &&
    !madeUpDomain.test(domain) &&
    !/example|test|demo|doe\b/i.test(name)
  );
}

/** Numbers set aside for fiction, and rows of equal or counting digits, are nobody's. */
function isRealPhone(found: string): boolean {
  const digits = found.replaceAll(/\D/g, "");
  if (digits.length < 9 || digits.length > 15) return false;
  return !/555|0000|1234|2345|3456|9876|(\d)\1{4}/.test(digits);
}
