import { maskSecrets } from "../../../pipeline/measure/mask-secrets.ts";

/** What must not leave the machine with an export. */
export interface Personal {
  /** Values of keys. */
  secrets: readonly string[];
  /** Absolute folders, such as the home folder and the run's. */
  folders: readonly string[];
}

/** A value with every text in it masked: keys, and the folders of this machine. */
export function maskDeep(value: unknown, personal: Personal): unknown {
  if (typeof value === "string") return maskText(value, personal);
  if (Array.isArray(value)) return value.map((member) => maskDeep(member, personal));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [maskText(key, personal), maskDeep(member, personal)]),
  );
}

export function maskText(text: string, { secrets, folders }: Personal): string {
  let masked = maskSecrets(text, secrets);
  // the longest first: a folder in another is named by its own place
  for (const folder of folders.toSorted((a, b) => b.length - a.length))
    if (folder.length > 1) masked = masked.replaceAll(folder, "~");
  return masked;
}
