import type { Settings } from "./settings.ts";

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

/** The effective configuration as run.json holds it: redacted, in the shape of a configuration file. */
export function recordableConfig(settings: Settings): Record<string, unknown> {
  return withoutNulls(redactValue(settings)) as Record<string, unknown>;
}

function withoutNulls(value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => (member === null ? [] : [[key, withoutNulls(member)]])),
  );
}

function isSecret(name: string): boolean {
  return name !== "apiKeyEnv" && !/tokens$/i.test(name) && secretName.test(name);
}

function withoutUserInfo(text: string): string {
  return text.replace(/^(https?:\/\/)[^/@\s]+@/i, "$1[redacted]@");
}
