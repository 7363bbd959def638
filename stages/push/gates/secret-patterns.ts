/** Texts that look like credentials. Written so that placeholders of examples do not match. */
const patterns: readonly { kind: string; pattern: RegExp }[] = [
  { kind: "a Hugging Face token", pattern: /\bhf_[A-Za-z]{30,}\b/ },
  { kind: "a model provider's key", pattern: /\bsk-(?:[a-z]+-)*[A-Za-z0-9_-]{32,}/ },
  { kind: "a GitHub token", pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{40,})\b/ },
  { kind: "a GitLab token", pattern: /\bglpat-[A-Za-z0-9_-]{20}\b/ },
  { kind: "an npm token", pattern: /\bnpm_[A-Za-z0-9]{36}\b/ },
  { kind: "an AWS key", pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/ },
  { kind: "a Google key", pattern: /\bAIza[A-Za-z0-9_-]{35}\b/ },
  { kind: "a Slack token", pattern: /\bxox[abprs]-[A-Za-z0-9-]{20,}/ },
  { kind: "a private key", pattern: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/ },
  {
    kind: "an address with a password",
    pattern: /\b[a-z][a-z+]{1,15}:\/\/[^\s:/@"'`$<{]{1,64}:[^\s:/@"'`$<{]{6,64}@[\w.-]+/,
  },
];

/** Known values shorter than this would be found in any text. */
const shortestSecret = 8;

export interface FoundSecret {
  kind: string;
  /** One of this machine's own keys, to the letter. */
  isOwn: boolean;
}

/** Looks for credentials in a text: the given ones, and whatever has the form of one. What is found is never repeated. */
export function findSecret(
  text: string,
  own: readonly { name: string; value: string }[],
): FoundSecret | null {
  for (const { name, value } of own)
    if (value.length >= shortestSecret && text.includes(value))
      return { kind: `the value of ${name}`, isOwn: true };
  const found = patterns.find(({ pattern }) => pattern.test(text));
  return found === undefined ? null : { kind: found.kind, isOwn: false };
}
