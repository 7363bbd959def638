const secretName = /key|token|secret|password|authorization|credential/i;

/**
 * A configuration value as it may be written to disk: user names and passwords in addresses and values of
 * secret-looking fields are blanked. Names of environment variables stay: they are no secrets.
 */
export function redactValue(value: unknown, name = ""): unknown {
  if (typeof value === "string") return isSecret(name) ? "[redacted]" : withoutUserInfo(value);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, name));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, redactValue(member, key)]));
}

function isSecret(name: string): boolean {
  return name !== "apiKeyEnv" && !/tokens$/i.test(name) && secretName.test(name);
}

function withoutUserInfo(text: string): string {
  return text.replace(/^(https?:\/\/)[^/@\s]+@/i, "$1[redacted]@");
}
